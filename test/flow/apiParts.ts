/** What the API needs beside the pipeline, over the in-process hub: sign-in without an identity provider, an audit trail. */
import type { ApiOptions } from '../../src/doors/api/api.ts';
import { createAuditTrail } from '../../src/pipeline/audit/trail.ts';
import { createCredentials } from '../../src/pipeline/credentials.ts';
import { createSignIn } from '../../src/pipeline/signIn/signIn.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { silentLog } from '../../src/platform/log.ts';
import { systemRandom } from '../../src/platform/random.ts';
import type { openTestHub } from './hub.ts';

export function apiParts(
  { hub, store }: Pick<Awaited<ReturnType<typeof openTestHub>>, 'hub' | 'store'>,
  clock: Clock,
): ApiOptions {
  const ground = { store, clock, random: systemRandom };
  return {
    ...{ hub, clock, log: silentLog },
    credentials: createCredentials(ground),
    audit: createAuditTrail(ground),
    signIn: createSignIn({
      ...{ ...ground, log: silentLog, directory: hub.directory },
      openId() {
        throw new Error('no identity provider here');
      },
      mailLink: async () => false,
    }),
  };
}
