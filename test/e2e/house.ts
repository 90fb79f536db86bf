import type { TestContext } from 'node:test';
import { createTransport } from 'nodemailer';
import { type Dovecot, startDovecot } from '../peers/dovecot.ts';
import { type Passerelle, startPasserelle } from '../peers/passerelle.ts';
import { type Postfix, postfixPresent, startPostfixHome } from '../peers/postfix.ts';
import { openSink, type Sink } from '../peers/sink.ts';
import { eventually } from '../peers/waiting.ts';

/** Contoso Landscaping: its mail home (Postfix, Dovecot), its hub, and the outside world. */
export interface House {
  readonly hub: Passerelle;
  readonly home: Postfix;
  readonly mailboxes: Dovecot;
  readonly outside: Sink;
  /** Mail that comes to the home: from outside, or from its own people. */
  arrive(from: string, to: string, message: Buffer): Promise<void>;
  /** The trace records of a Message-ID, once there are `count`. */
  traced(messageId: string, count?: number): Promise<readonly Traced[]>;
  /** Waits until nothing is under way any more between home and hub. */
  settled(): Promise<void>;
}

/** What the tests read of a trace record. */
export interface Traced {
  readonly direction: string;
  readonly sender: string;
  readonly recipient: string;
  readonly decision: string;
  readonly effect: string;
  readonly tier?: string;
  readonly messageId: string;
  readonly milliseconds: number;
}

/** Undefined when the test was skipped for want of a peer. */
export async function openHouse(t: TestContext): Promise<House | undefined> {
  if (!postfixPresent(t)) return undefined;
  const mailboxes = await startDovecot(t);
  if (mailboxes === undefined) return undefined;
  const outside = await openSink();
  t.after(() => outside.close());
  const hub = await startPasserelle();
  t.after(() => hub.stop());
  const home = await startPostfixHome(t, {
    hubPort: hub.smtpPort,
    mailboxPort: mailboxes.lmtpPort,
    outsidePort: outside.port,
  });
  await hub.apply(connection(hub.url, home.port));
  const post = createTransport({ host: '127.0.0.1', port: home.port, ignoreTLS: true });
  const trace = async (query: string) => {
    const { body } = await hub.api('GET', `/api/v1/trace?${query}`);
    return (body as { records: Traced[] }).records;
  };
  return {
    hub,
    home,
    mailboxes,
    outside,
    arrive: async (from, to, message) => void (await post.sendMail({ envelope: { from, to: [to] }, raw: message })),
    traced: (messageId, count = 1) =>
      eventually(`${count} trace records of ${messageId}`, async () => {
        const records = await trace(`limit=100&messageId=${encodeURIComponent(messageId)}`);
        return records.length >= count ? records : undefined;
      }),
    async settled() {
      // What leaves one comes to the other: still only when both are empty twice in a row.
      for (let still = 0; still < 2; ) {
        const { body } = await hub.api('GET', '/api/v1/status');
        const { waiting } = (body as { queue: { waiting: number } }).queue;
        still = waiting === 0 && home.queued() === 0 ? still + 1 : 0;
        if (still < 2) await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  };
}

const connection = (url: string, homePort: number) => `organisation: Contoso Landscaping
domain: contoso.example
hub: { kind: passerelle, url: '${url}' }
home:
  kind: postfix
  smartHost: 127.0.0.1:${homePort}
  returnDomain: g.contoso.example
  copiesFrom: [127.0.0.1/32]
  authservId: mx.contoso.example
  answers: answers@contoso.example
dns: { kind: manual }
people:
  - { address: johanna@contoso.example, name: Johanna Winter, aliases: [jo@contoso.example], licence: essentials, timeZone: Europe/Paris, language: fr }
  - { address: jakob@contoso.example, name: Jakob Berg, licence: essentials, timeZone: Europe/Paris, language: en }
  - { address: tomislav@contoso.example, name: Tomislav Horvat, licence: essentials, timeZone: Europe/Zagreb, language: en }
booking: { ownOrganisation: tentative, knownCorrespondent: tentative, authenticatedStranger: tentative, unauthenticated: hold, reply: none }
`;
