/** [MS-OXOCAL] 2.2.1.27 (February 2025): sixteen fixed octets, the date of an instance, time, padding, size, data. */
const PREFIX = Buffer.from('040000008200e00074c5b7101a82e008', 'hex');
const THIRD_PARTY = Buffer.from('vCal-Uid\u0001\0\0\0', 'latin1');
const DATA = 40;
const UID_CAP = 1000;

export interface GlobalObjectId {
  readonly uid: string;
  /** The day of the instance in the organizer's zone, as wall milliseconds; absent for the series or a single event. */
  readonly instance?: number;
}

/**
 * What iCalendar calls the event ([MS-OXCICAL] 2.1.3.1.1.20.26, [MS-ASEMAIL] 4.3): the UID
 * that another program gave it, or else all of it in hexadecimal with the date left out.
 */
export function readGlobalObjectId(octets: Buffer): GlobalObjectId | undefined {
  if (octets.length < DATA || octets.length > UID_CAP || !octets.subarray(0, 16).equals(PREFIX)) return undefined;
  const data = octets.subarray(DATA, DATA + octets.readUInt32LE(36));
  const uid = thirdParty(data) ?? `${PREFIX.toString('hex')}00000000${octets.toString('hex', 20)}`.toUpperCase();
  const instance = dayOf(octets);
  return instance === undefined ? { uid } : { uid, instance };
}

function thirdParty(data: Buffer): string | undefined {
  if (!data.subarray(0, THIRD_PARTY.length).equals(THIRD_PARTY)) return undefined;
  const text = data.subarray(THIRD_PARTY.length);
  const end = text.indexOf(0);
  const uid = text.subarray(0, end < 0 ? text.length : end).toString('utf8');
  return uid.trim() === '' ? undefined : uid;
}

/** YH, YL, M, D: big-endian where all else is little-endian. */
function dayOf(octets: Buffer): number | undefined {
  const year = octets.readUInt16BE(16);
  const month = octets[18] ?? 0;
  const day = octets[19] ?? 0;
  if (year < 1602 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  return Date.UTC(year, month - 1, day);
}
