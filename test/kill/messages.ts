import { invitation } from '../../bench/shapes.ts';
import { people } from './connection.ts';

export interface KillMessage {
  readonly uid: string;
  readonly recipient: string;
  /** Dot-stuffed, ended. */
  readonly octets: Buffer;
}

const verdict =
  'Authentication-Results: mx.contoso.example; dkim=pass header.d=fabrikam.example; dmarc=pass header.from=fabrikam.example\r\n';

/** Invitations of a round, each with a UID of its own. */
export function killMessages(round: number, count: number): KillMessage[] {
  const shapes = ['google', 'exchange', 'apple'] as const;
  return Array.from({ length: count }, (_, index) => {
    const uid = `kill-${round}-${index}`;
    const recipient = people[index % people.length] ?? '';
    const octets = invitation(shapes[index % shapes.length] ?? 'google', {
      uid,
      messageId: `<${uid}@fabrikam.example>`,
      organizer: 'ada@fabrikam.example',
      attendee: recipient,
      summary: uid,
      start: new Date(Date.UTC(2027, 0, 4 + (index % 300), 9)),
      minutes: 30,
      written: new Date(Date.UTC(2026, 10, 24, 9)),
    });
    const body = `${verdict}${octets.toString('latin1')}`.replaceAll('\r\n.', '\r\n..');
    return { uid, recipient, octets: Buffer.from(`${body}${body.endsWith('\r\n') ? '' : '\r\n'}.\r\n`, 'latin1') };
  });
}
