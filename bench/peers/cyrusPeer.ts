import { people } from '../corpus.ts';
import type { CalendarPeer } from '../dav/calendarPeer.ts';
import { HttpConnection } from '../dav/httpConnection.ts';
import type { Peer } from '../peer.ts';
import { runSession } from '../smtpSession.ts';
import { startCyrus } from './cyrus.ts';

const name = 'Cyrus IMAP 3.6';
/** It knows people by their names alone, and takes any password. */
const localPart = (address: string) => address.split('@')[0] ?? '';
const authorization = (address: string) => `Basic ${Buffer.from(`${localPart(address)}:bench`).toString('base64')}`;
const homeOf = (address: string) => `/dav/calendars/user/${localPart(address)}/`;

/** Cyrus, to which invitations come by LMTP and which files them on calendars. */
export const cyrusMail: Peer = {
  name,
  async start() {
    const running = await startCyrus();
    await makePeople(running);
    return { port: running.lmtpPort, pid: running.pid, drained: async () => {}, stop: running.stop };
  },
};

/** Cyrus, read and written by calendar programs. */
export const cyrusCalendars: CalendarPeer = {
  name,
  async start() {
    const running = await startCyrus();
    await makePeople(running);
    const [person = ''] = people;
    const { httpPort: port, pid, stop } = running;
    return { port, pid, home: homeOf(person), authorization: authorization(person), stop };
  },
};

/** A mailbox is made by its first message, the calendars by the first look at them. */
async function makePeople({
  lmtpPort,
  httpPort,
}: {
  readonly lmtpPort: number;
  readonly httpPort: number;
}): Promise<void> {
  const parcels = people.map((recipient) => ({
    octets: Buffer.from(
      `From: news@fabrikam.example\r\nTo: ${recipient}\r\nSubject: Welcome\r\nMessage-ID: <welcome-${recipient}>\r\nDate: Tue, 24 Nov 2026 09:00:00 +0000\r\n\r\nWelcome.\r\n.\r\n`,
    ),
    recipient,
  }));
  let refusal: string | undefined;
  await runSession({
    port: lmtpPort,
    protocol: 'LMTP',
    pipelined: false,
    next: () => parcels.shift(),
    answered(accepted, reply) {
      if (!accepted) refusal ??= reply;
    },
  });
  if (refusal !== undefined) throw new Error(`Cyrus made no mailbox: ${refusal}`);
  const connection = new HttpConnection(httpPort);
  for (const address of people) {
    const headers = { authorization: authorization(address), depth: '1' };
    const { status } = await connection.ask({ method: 'PROPFIND', path: homeOf(address), headers, body: '' });
    if (status !== 207) throw new Error(`Cyrus made no calendars: ${status}`);
  }
  connection.close();
}
