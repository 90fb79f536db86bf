/**
 * The sample home: a real SMTP server in this process that stands for the mail system an
 * organisation already has. It keeps mailboxes, sends the hub a copy of what arrives, and
 * plays the outside world for mail that leaves.
 */
import type { PartStat } from '../calendar/types.ts';
import { openSmtpDoor } from '../doors/smtp/door.ts';
import type { Envelope } from '../mail/envelope.ts';
import { refuse } from '../mail/refusal.ts';
import { systemClock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import { writeAnswer } from './answer.ts';
import { Copies } from './copies.ts';
import { HomeArrival, type HomeParts, isLocal, mailboxOf, outsideMailbox } from './homeArrival.ts';
import { type HomeMessage, Mailboxes } from './mailboxes.ts';
import { deskGreeting } from './origin.ts';
import { post } from './post.ts';

export interface SampleHome {
  readonly port: number;
  /** Oldest first. The address may be an alias, or at the return domain. */
  mailbox(address: string): readonly HomeMessage[];
  /** What left for other domains. */
  outside(): readonly HomeMessage[];
  /** Resolves when the home has taken it; rejects when it refuses. */
  sendFromOutside(message: OutsideMessage): Promise<void>;
  /** A person answers an invitation in her mail program at home: the newest one, or that of `uid`. */
  answerFromHome(answer: { person: string; partStat: PartStat; uid?: string }): Promise<void>;
  /** When every copy has reached the hub, or was given up. */
  copiesSettled(): Promise<void>;
  close(): Promise<void>;
}

export interface OutsideMessage {
  readonly from: string;
  readonly to: readonly string[];
  readonly octets: Buffer;
  /** Name of the outside server; fabrikam.example's by default. */
  readonly greeting?: string;
}

/** Octets of a message; the door refuses more. */
const mostOctets = 10 * 1024 * 1024;

export async function openSampleHome(parts: {
  hubSmtpPort: number;
  domain: string;
  returnDomain: string;
  /** Address that gets a copy of calendar answers its people send. */
  answers: string;
  log: Log;
  /** A free one when absent. */
  port?: number;
}): Promise<SampleHome> {
  const { domain, returnDomain, answers, log } = parts;
  const authservId = `mx.${domain}`;
  const home: HomeParts = {
    domain,
    returnDomain,
    answers,
    authservId,
    aliases: { [`jo@${domain}`]: `johanna@${domain}` },
    mailboxes: new Mailboxes(),
    outside: new Mailboxes(),
    copies: new Copies({ port: parts.hubSmtpPort, greeting: authservId, log }),
    now: systemClock.now,
    uuid: systemRandom.uuid,
  };
  const door = await openSmtpDoor({
    intake: {
      trusted: () => true,
      authenticate: () => Promise.resolve(false),
      sender: () => undefined,
      // Its own network may relay, as Postfix's mynetworks; it listens on this machine only.
      recipient: (_connection, _sender, { address }) =>
        address.includes('@') ? undefined : refuse(501, '5.1.3', 'Bad recipient address syntax'),
      begin: (envelope: Envelope) => new HomeArrival(home, envelope),
    },
    log,
    host: '127.0.0.1',
    port: parts.port ?? 0,
    protocol: 'SMTP',
    hostname: authservId,
    limits: { maxMessageOctets: mostOctets },
  });
  const { port } = door;
  return {
    port,
    mailbox: (address) => (isLocal(home, address) ? home.mailboxes.of(mailboxOf(home, address)) : []),
    outside: () => home.outside.of(outsideMailbox),
    sendFromOutside: ({ greeting = 'mail.fabrikam.example', ...message }) => post({ ...message, port, greeting }),
    async answerFromHome({ person, partStat, uid }) {
      const mailbox = mailboxOf(home, person);
      const names = Object.entries(home.aliases).filter(([, of]) => of === mailbox);
      const answer = writeAnswer({
        mailbox: home.mailboxes.of(mailbox),
        person: mailbox,
        addresses: [mailbox, ...names.map(([alias]) => alias)],
        partStat,
        ...(uid === undefined ? {} : { uid }),
        domain,
        now: home.now(),
        uuid: home.uuid,
      });
      await post({ ...answer, port, greeting: deskGreeting });
    },
    copiesSettled: () => home.copies.settled(),
    async close() {
      await door.close();
      await home.copies.close();
    },
  };
}
