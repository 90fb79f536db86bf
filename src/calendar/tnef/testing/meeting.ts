/** Meeting messages as Outlook writes them in TNEF, for tests. */
import { type WrittenRecurrence, writeRecurrence } from './recurrence.ts';
import { type WrittenProperty, writeTnef } from './writer.ts';

export interface WrittenMeeting {
  readonly messageClass?: string;
  /** Hexadecimal data of the id, or the UID that another program gave. */
  readonly id?: { readonly data: string } | { readonly uid: string };
  /** Day of the instance, `2026-11-30`. */
  readonly instance?: string;
  readonly subject?: string;
  readonly location?: string;
  readonly body?: string;
  /** UTC, `2026-11-26T09:00:00Z`. */
  readonly start?: string;
  readonly end?: string;
  readonly allDay?: boolean;
  readonly sequence?: number;
  /** UTC; when organizer or attendee last changed it. */
  readonly changed?: string;
  readonly zone?: WrittenZone;
  readonly recurrence?: WrittenRecurrence;
  readonly organizer?: { readonly name: string; readonly smtp?: string; readonly legacy?: string };
  readonly attendees?: readonly {
    readonly name: string;
    readonly smtp?: string;
    readonly legacy?: string;
    readonly type?: number;
    readonly organizer?: boolean;
  }[];
  readonly more?: readonly WrittenProperty[];
  readonly attachments?: readonly { readonly title: string; readonly data: Buffer }[];
}

export interface WrittenZone {
  readonly name?: string;
  readonly bias: number;
  readonly daylightBias?: number;
  /** Month, weekday, nth, hour of the change to standard time, then to daylight. */
  readonly changes?: readonly [readonly number[], readonly number[]];
  /** Only the definition with its name, as for a single event. */
  readonly structToo?: boolean;
}

export const berlin: WrittenZone = {
  name: 'W. Europe Standard Time',
  bias: -60,
  daylightBias: -60,
  changes: [
    [10, 0, 5, 3],
    [3, 0, 5, 2],
  ],
};

export const newYork: WrittenZone = {
  name: 'Eastern Standard Time',
  bias: 300,
  daylightBias: -60,
  changes: [
    [11, 0, 1, 2],
    [3, 0, 2, 2],
  ],
};

export const sydney: WrittenZone = {
  name: 'AUS Eastern Standard Time',
  bias: -600,
  daylightBias: -60,
  changes: [
    [4, 0, 1, 3],
    [10, 0, 1, 2],
  ],
};

export const kolkata: WrittenZone = { name: 'India Standard Time', bias: -330 };

const meeting = (lid: number) => ({ set: 'meeting', lid }) as const;
const appointment = (lid: number) => ({ set: 'appointment', lid }) as const;

export function writeMeeting(written: WrittenMeeting): Buffer {
  const organizer = written.organizer ?? { name: 'Anna Berg', smtp: 'anna@fabrikam.example' };
  const attendees = written.attendees ?? [{ name: 'Johanna Winter', smtp: 'johanna@contoso.example' }];
  const id = written.id ?? { data: '0bf0ed4b6e4ee94e9e39e3867b378ef3' };
  const start = written.start ?? '2026-11-26T09:00:00Z';
  const end = written.end ?? new Date(Date.parse(start) + 3_600_000).toISOString();
  const { zone, recurrence } = written;
  const reply = written.messageClass?.includes('Resp') ?? false;
  const properties: WrittenProperty[] = [
    { id: 0x0037, type: 'text', value: written.subject ?? 'Planning' },
    { id: 0x0036, type: 'i32', value: 0 },
    { id: 0x0063, type: 'bool', value: true },
    ...addressed(organizer, { name: 0x0042, type: 0x0064, address: 0x0065, smtp: 0x5d02 }),
    { id: { name: 'x-fabrikam-note' }, type: 'text', value: 'odd' },
    { id: meeting(0x0003), type: 'binary', value: globalObjectId(id, written.instance) },
    { id: meeting(0x0023), type: 'binary', value: globalObjectId(id) },
    {
      id: meeting(reply ? 0x0001 : 0x001a),
      type: 'time',
      value: Date.parse(written.changed ?? '2026-11-24T08:00:00Z'),
    },
    { id: appointment(0x8201), type: 'i32', value: written.sequence ?? 0 },
    { id: appointment(0x8205), type: 'i32', value: 1 },
    { id: appointment(0x8224), type: 'i32', value: 2 },
    { id: appointment(0x820d), type: 'time', value: Date.parse(start) },
    { id: appointment(0x820e), type: 'time', value: Date.parse(end) },
    { id: appointment(0x8215), type: 'bool', value: written.allDay ?? false },
    { id: appointment(0x8223), type: 'bool', value: recurrence !== undefined },
    { id: { set: 'common', lid: 0x8503 }, type: 'bool', value: true },
    ...(written.location === undefined
      ? []
      : [{ id: appointment(0x8208), type: 'text', value: written.location } as const]),
    ...(written.body === undefined ? [] : [{ id: 0x1000, type: 'text', value: written.body } as const]),
    ...(recurrence ? [{ id: appointment(0x8216), type: 'binary', value: writeRecurrence(recurrence) } as const] : []),
    ...(zone ? zoneProperties(zone, recurrence !== undefined) : []),
    ...(written.more ?? []),
  ];
  return writeTnef({
    messageClass: written.messageClass ?? 'IPM.Microsoft Schedule.MtgReq',
    properties,
    recipients: attendees.map((attendee) => [
      { id: 0x0c15, type: 'i32', value: attendee.type ?? 1 },
      ...addressed(attendee, { name: 0x3001, type: 0x3002, address: 0x3003, smtp: 0x39fe }),
      { id: 0x5ffd, type: 'i32', value: attendee.organizer ? 0x3 : 0x1 },
    ]),
    ...(written.attachments && { attachments: written.attachments }),
  });
}

function addressed(
  who: { readonly name: string; readonly smtp?: string; readonly legacy?: string },
  tags: Readonly<Record<'name' | 'type' | 'address' | 'smtp', number>>,
): WrittenProperty[] {
  const legacy = who.legacy !== undefined;
  return [
    { id: tags.name, type: 'text', value: who.name },
    { id: tags.type, type: 'text', value: legacy ? 'EX' : 'SMTP' },
    { id: tags.address, type: 'text', value: who.legacy ?? who.smtp ?? '' },
    ...(legacy && who.smtp !== undefined ? [{ id: tags.smtp, type: 'text', value: who.smtp } as const] : []),
  ];
}

export function globalObjectId(id: NonNullable<WrittenMeeting['id']>, instance?: string): Buffer {
  const data = 'uid' in id ? Buffer.from(`vCal-Uid\u0001\0\0\0${id.uid}\0`, 'utf8') : Buffer.from(id.data, 'hex');
  const day = Buffer.alloc(4);
  if (instance !== undefined) {
    day.writeUInt16BE(Number(instance.slice(0, 4)));
    day[2] = Number(instance.slice(5, 7));
    day[3] = Number(instance.slice(8, 10));
  }
  const size = Buffer.alloc(4);
  size.writeUInt32LE(data.length);
  const prefix = Buffer.from('040000008200e00074c5b7101a82e008', 'hex');
  return Buffer.concat([prefix, day, Buffer.from('e040c9c12685c401', 'hex'), Buffer.alloc(8), size, data]);
}

function zoneProperties(zone: WrittenZone, series: boolean): WrittenProperty[] {
  const [toStandard, toDaylight] = zone.changes ?? [[], []];
  const biases = [zone.bias, 0, zone.daylightBias ?? 0].map(i32);
  const struct = Buffer.concat([...biases, u16(0), systemTime(toStandard), u16(0), systemTime(toDaylight)]);
  const name = Buffer.from(zone.name ?? '', 'utf16le');
  const definition = Buffer.concat([
    Buffer.from([2, 1]),
    u16(6 + name.length),
    u16(2),
    u16(name.length / 2),
    name,
    u16(1),
    Buffer.concat([Buffer.from([2, 1]), u16(0x3e), u16(2), u16(0), Buffer.alloc(14)]),
    ...biases,
    systemTime(toStandard),
    systemTime(toDaylight),
  ]);
  const structs: WrittenProperty[] = [{ id: appointment(0x8233), type: 'binary', value: struct }];
  return [
    ...(series || zone.structToo ? structs : []),
    ...(zone.name === undefined
      ? []
      : [{ id: appointment(series ? 0x8260 : 0x825e), type: 'binary', value: definition } as const]),
  ];
}

function systemTime(change: readonly number[]): Buffer {
  const [month = 0, weekday = 0, nth = 0, hour = 0] = change;
  return Buffer.concat([0, month, weekday, nth, hour, 0, 0, 0].map(u16));
}

function u16(value: number): Buffer {
  const octets = Buffer.alloc(2);
  octets.writeUInt16LE(value);
  return octets;
}

function i32(value: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeInt32LE(value);
  return octets;
}
