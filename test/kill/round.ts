import { randomInt } from 'node:crypto';
import { type Passerelle, startPasserelle } from '../peers/passerelle.ts';
import { eventSummary, people } from './connection.ts';
import { deliver } from './deliver.ts';
import { type KillMessage, killMessages } from './messages.ts';

export interface RoundOptions {
  readonly data: string;
  readonly httpPort: number;
  readonly smtpPort: number;
  readonly yaml: string;
  readonly round: number;
  readonly messages: number;
  readonly sessions: number;
}

export interface RoundOutcome {
  /** Messages that got 250, by UID. */
  readonly accepted: ReadonlyMap<string, KillMessage>;
  /** Sent again because the connection died between the last octet and the answer. */
  readonly uncertain: number;
  readonly kills: number;
  /** UIDs of events made in the hub that were answered 201. */
  readonly events: readonly string[];
}

/** Kills a round at least, whatever the machine's pace. */
const killsPerRound = 4;
const eventsPerLife = 3;

/**
 * Delivers all messages of a round over several sessions while the hub is killed at
 * random; restarts it each time and sends again what got no 250.
 */
export async function runRound(options: RoundOptions): Promise<RoundOutcome> {
  const waiting = killMessages(options.round, options.messages);
  const accepted = new Map<string, KillMessage>();
  const events: string[] = [];
  let uncertain = 0;
  let kills = 0;
  for (let life = 0; waiting.length > 0; life += 1) {
    const hub = await startPasserelle({ data: options.data, httpPort: options.httpPort, smtpPort: options.smtpPort });
    if (life === 0) await hub.apply(options.yaml);
    const made = makeEvents(hub, options.round, life, events);
    // Killed after a random number of answers, so that it falls in the middle of work and never before any.
    const share = Math.ceil(options.messages / (killsPerRound + 1));
    let answersLeft = kills < killsPerRound ? randomInt(1, share * 2) : Number.POSITIVE_INFINITY;
    let killing: Promise<void> | undefined;
    const answered = (message: KillMessage) => {
      accepted.set(message.uid, message);
      answersLeft -= 1;
      if (answersLeft === 0) {
        kills += 1;
        killing = hub.kill();
      }
    };
    const left = await deliver({ port: hub.smtpPort, messages: waiting, sessions: options.sessions, answered });
    uncertain += left.uncertain;
    await Promise.all([made, killing]);
    if (killing === undefined) await hub.kill();
    waiting.splice(0, waiting.length, ...left.unanswered);
  }
  return { accepted, uncertain, kills, events };
}

/** Events with a colleague and a guest, while mail comes in: each 201 promises two messages. */
async function makeEvents(hub: Passerelle, round: number, life: number, events: string[]): Promise<void> {
  for (let number = 0; number < eventsPerLife; number += 1) {
    try {
      const { status, body } = await hub.api('POST', `/api/v1/people/${people[0]}/events`, {
        summary: `${eventSummary(round)}, ${life}.${number}`,
        start: '2027-01-11T09:00:00',
        end: '2027-01-11T10:00:00',
        timeZone: 'Europe/Paris',
        attendees: [{ address: people[1] ?? '' }, { address: 'ada@fabrikam.example' }],
      });
      if (status === 201) events.push((body as { uid: string }).uid);
      else throw new Error(`an event was answered ${status}: ${JSON.stringify(body)}`);
    } catch (fault) {
      // Killed before it could answer: nothing was promised.
      if (fault instanceof TypeError || fault instanceof SyntaxError) return;
      throw fault;
    }
  }
}
