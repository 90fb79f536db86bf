/**
 * The stream of attributes that a winmail.dat is ([MS-OXTNEF] 2.1.3, May 2025; the same
 * layout in tnefparse 1.4, libytnef 2.0 and Apache POI's HMEF): signature, key, then for
 * each attribute its level, its id, its length, its data, and the sum of its octets.
 */
import { Beyond, type Cursor } from './cursor.ts';

const SIGNATURE = 0x223e9f78;
/** Attributes of one stream; Outlook writes some thirty for the message and ten for each attachment. */
const ATTRIBUTES_CAP = 4000;

/** Ids with their type in the upper half ([MS-OXTNEF] 2.1.3.1). */
export const attribute = {
  subject: 0x00018004,
  body: 0x0002800c,
  messageClass: 0x00078008,
  messageProperties: 0x00069003,
  recipients: 0x00069004,
  codePage: 0x00069007,
} as const;

export type StreamEnd =
  /** All of it, or all up to attachments that were cut off. */
  | 'whole'
  /** It ends within what describes the message. */
  | 'cut'
  | 'bad-checksum';

/**
 * Hands over the attributes of the message, in order. Those of attachments are passed by:
 * they come last (2.1.3), so that a stream cut among them has lost nothing of the meeting.
 * `truncated`: more octets were there than were kept.
 */
export function readStream(
  cursor: Cursor,
  truncated: boolean,
  take: (id: number, data: Buffer) => void,
): StreamEnd | 'no-tnef' {
  if (cursor.left < 6 || cursor.u32() !== SIGNATURE) return 'no-tnef';
  cursor.skip(2);
  let attachments = false;
  for (let count = 0; cursor.left > 0 && count < ATTRIBUTES_CAP; count++) {
    try {
      const level = cursor.u8();
      const id = cursor.u32();
      const data = cursor.octets(cursor.u32());
      const sum = cursor.u16();
      attachments ||= level === 2;
      if (level !== 1) continue;
      // Attachments with a wrong sum are about; of what tells the time nothing may be wrong.
      if (sum !== sumOf(data)) return 'bad-checksum';
      take(id, data);
    } catch (fault) {
      if (!(fault instanceof Beyond)) throw fault;
      return attachments ? 'whole' : 'cut';
    }
  }
  return truncated && !attachments ? 'cut' : 'whole';
}

function sumOf(data: Buffer): number {
  let sum = 0;
  for (const octet of data) sum += octet;
  return sum & 0xffff;
}
