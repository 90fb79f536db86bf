import { sampleConnection } from '../connection/sample.ts';
import type { HubServices } from '../pipeline/services.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import { openSampleHome } from './home.ts';
import { playSample } from './messages.ts';

export interface Sample {
  /** Lines for the newcomer: where to look. */
  describe(): string;
  stop(): Promise<void>;
}

/** Contoso Landscaping: a hub that is connected to a sample home, and mail that arrives there over real SMTP. */
export async function startSample(parts: {
  hub: HubServices;
  hubUrl: string;
  hubSmtpPort: number;
  log: Log;
  clock: Clock;
}): Promise<Sample> {
  const home = await openSampleHome({
    hubSmtpPort: parts.hubSmtpPort,
    domain: 'contoso.example',
    returnDomain: 'g.contoso.example',
    answers: 'answers@contoso.example',
    log: parts.log,
  });
  const applied = await parts.hub.connection.apply(sampleConnection({ homePort: home.port, hubUrl: parts.hubUrl }));
  if (applied.kind === 'problem') throw new Error(`the sample connection can't be applied: ${applied.message}`);
  const blocked = applied.steps.filter(({ state }) => state === 'blocked');
  if (blocked.length > 0) throw new Error(`the sample connection is blocked: ${JSON.stringify(blocked)}`);
  // The newcomer watches it happen: messages go on arriving after `ready`.
  const played = playSample(home, parts.clock, systemRandom).catch((fault: unknown) =>
    parts.log.error({ fault: String(fault) }, 'the sample messages did not all arrive'),
  );
  return {
    describe: () =>
      [
        `home      127.0.0.1:${home.port}  (sample mail server of contoso.example; send mail there and watch)`,
        'sample    Contoso Landscaping: johanna, jakob, tomislav @contoso.example; messages from fabrikam.example arrive now',
      ].join('\n'),
    async stop() {
      await played;
      await home.close();
    },
  };
}
