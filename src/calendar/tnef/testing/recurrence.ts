/** PidLidAppointmentRecur for tests, written after [MS-OXOCAL] 2.2.1.44 with a builder of its own. */
export interface WrittenRecurrence {
  readonly frequency: 0x200a | 0x200b | 0x200c | 0x200d;
  readonly patternType: number;
  readonly calendarType?: number;
  readonly period: number;
  /** The words after SlidingFlag that the pattern has. */
  readonly specific: readonly number[];
  /** Wall time `2026-11-30T10:00`; the first instance. */
  readonly start: string;
  readonly minutes: number;
  readonly end: { readonly count: number } | { readonly day: string } | 'never';
  /** Days of instances that are gone. */
  readonly deleted?: readonly string[];
  readonly exceptions?: readonly WrittenException[];
}

export interface WrittenException {
  readonly original: string;
  readonly start: string;
  readonly end: string;
  readonly subject?: string;
  readonly location?: string;
  readonly busyStatus?: number;
}

export function writeRecurrence(written: WrittenRecurrence): Buffer {
  const out: Buffer[] = [];
  const w = (...values: number[]): void => void out.push(...values.map((value) => le(value, 2)));
  const d = (...values: number[]): void => void out.push(...values.map((value) => le(value, 4)));
  const exceptions = written.exceptions ?? [];
  const startOfDay = (text: string): number => minutes(text.slice(0, 10));
  w(0x3004, 0x3004, written.frequency, written.patternType, written.calendarType ?? 0);
  d(0, written.period, 0, ...written.specific);
  const { end } = written;
  d(end === 'never' ? 0x2023 : 'count' in end ? 0x2022 : 0x2021);
  d(end !== 'never' && 'count' in end ? end.count : 10);
  d(1);
  const deleted = [...(written.deleted ?? []), ...exceptions.map(({ original }) => original)].map(startOfDay).sort();
  d(deleted.length, ...deleted);
  const modified = exceptions.map(({ start }) => startOfDay(start)).sort();
  d(modified.length, ...modified);
  d(startOfDay(written.start));
  d(end !== 'never' && 'day' in end ? minutes(end.day) : 0x5ae980df);
  const offset = minutes(written.start) - startOfDay(written.start);
  d(0x3006, 0x3009, offset, offset + written.minutes);
  w(exceptions.length);
  for (const exception of exceptions) {
    d(minutes(exception.start), minutes(exception.end), minutes(exception.original));
    w(flags(exception));
    for (const text of [exception.subject, exception.location]) {
      if (text !== undefined) {
        w(text.length + 1, text.length);
        out.push(Buffer.from(text, 'latin1'));
      }
    }
    if (exception.busyStatus !== undefined) d(exception.busyStatus);
  }
  d(0);
  for (const exception of exceptions) {
    d(4, 0, 0);
    if (exception.subject === undefined && exception.location === undefined) continue;
    d(minutes(exception.start), minutes(exception.end), minutes(exception.original));
    for (const text of [exception.subject, exception.location]) {
      if (text !== undefined) {
        w(text.length);
        out.push(Buffer.from(text, 'utf16le'));
      }
    }
    d(0);
  }
  d(0);
  return Buffer.concat(out);
}

function flags({ subject, location, busyStatus }: WrittenException): number {
  return (
    (subject === undefined ? 0 : 0x1) | (location === undefined ? 0 : 0x10) | (busyStatus === undefined ? 0 : 0x20)
  );
}

/** Minutes since 1601 of a wall time. */
function minutes(text: string): number {
  const day = text.length === 10 ? `${text}T00:00` : text;
  return (Date.parse(`${day}:00Z`) + 11_644_473_600_000) / 60_000;
}

function le(value: number, size: 2 | 4): Buffer {
  const octets = Buffer.alloc(size);
  octets.writeUIntLE(value, 0, size);
  return octets;
}
