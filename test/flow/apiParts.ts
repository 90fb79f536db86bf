/** What the API needs beside the pipeline, over the in-process hub: sign-in without an identity provider, an audit trail. */
import type { ApiOptions } from '../../src/doors/api/api.ts';
import { createAuditTrail } from '../../src/pipeline/audit/trail.ts';
import { type Credentials, createCredentials } from '../../src/pipeline/credentials.ts';
import type { HubServices } from '../../src/pipeline/services.ts';
import { createSignIn } from '../../src/pipeline/signIn/signIn.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { silentLog } from '../../src/platform/log.ts';
import { systemRandom } from '../../src/platform/random.ts';
import type { Store } from '../../src/store/contract.ts';

export function apiParts(
  { hub, store }: { readonly hub: HubServices; readonly store: Store },
  clock: Clock,
  credentials: Credentials = createCredentials({ store, clock, random: systemRandom }),
): ApiOptions {
  const ground = { store, clock, random: systemRandom };
  return {
    ...{ hub, clock, log: silentLog },
    credentials,
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
