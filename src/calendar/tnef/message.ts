import type { CalendarProblem } from '../types.ts';
import { string8 } from './codePage.ts';
import { Beyond, Cursor } from './cursor.ts';
import { type Properties, readProperties } from './properties.ts';
import { attribute, readStream } from './stream.ts';

const RECIPIENTS_CAP = 1000;

/** What a winmail.dat says of the message it belongs to. */
export interface TnefMessage {
  readonly kind: 'message';
  /** As written: `IPM.Schedule.Meeting.Request`, or `IPM.Microsoft Schedule.MtgReq` for the same. */
  readonly messageClass: string;
  readonly codePage?: number;
  readonly properties: Properties;
  readonly recipients: readonly Properties[];
}

const SUBJECT = 0x0037;
const BODY = 0x1000;
const MESSAGE_CLASS = 0x001a;

/** Reads the message and passes attachments by. `truncated`: more octets were there than were kept. */
export function readTnef(octets: Buffer, truncated: boolean): TnefMessage | CalendarProblem {
  let codePage: number | undefined;
  const attributes = new Map<number, Buffer>();
  const end = readStream(new Cursor(octets), truncated, (id, data) => {
    if (id === attribute.codePage && data.length >= 4) codePage ??= data.readUInt32LE(0);
    else if (!attributes.has(id)) attributes.set(id, data);
  });
  switch (end) {
    case 'no-tnef':
      return { kind: 'problem', code: 'unreadable', where: 'TNEF signature' };
    case 'bad-checksum':
      return { kind: 'problem', code: 'unreadable', where: 'TNEF checksum' };
    case 'cut':
      return { kind: 'problem', code: 'truncated', where: 'TNEF attribute' };
    case 'whole':
      break;
  }
  try {
    return message(attributes, codePage);
  } catch (fault) {
    if (fault instanceof Beyond)
      return { kind: 'problem', code: 'unreadable', where: `MAPI properties: ${fault.message}` };
    throw fault;
  }
}

function message(attributes: ReadonlyMap<number, Buffer>, codePage: number | undefined): TnefMessage {
  const encapsulated = attributes.get(attribute.messageProperties);
  const properties = new Map(encapsulated ? readProperties(new Cursor(encapsulated), codePage) : []);
  // An attribute counts where no property says the same ([MS-OXTNEF] 2.1.3).
  const mapped = (id: number, tag: number): void => {
    const data = attributes.get(id);
    if (data && !properties.has(tag)) properties.set(tag, string8(data, codePage));
  };
  mapped(attribute.subject, SUBJECT);
  mapped(attribute.body, BODY);
  mapped(attribute.messageClass, MESSAGE_CLASS);
  const messageClass = properties.get(MESSAGE_CLASS);
  return {
    kind: 'message',
    messageClass: typeof messageClass === 'string' ? messageClass : '',
    ...(codePage !== undefined && { codePage }),
    properties,
    recipients: recipientsOf(attributes.get(attribute.recipients), codePage),
  };
}

/** attRecipTable: a count of rows, each a property list. */
function recipientsOf(table: Buffer | undefined, codePage: number | undefined): Properties[] {
  if (!table) return [];
  const cursor = new Cursor(table);
  return Array.from({ length: cursor.count(4, RECIPIENTS_CAP) }, () => readProperties(cursor, codePage));
}
