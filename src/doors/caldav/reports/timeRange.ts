import type { XmlElement } from '../xml/read.ts';

/** UTC ms, [from, to). */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** The end of time for a range that is open. */
const farthest = 8.64e15;

/** rfc4791#9.9: start, end, or both, in UTC; undefined when it says neither, or no time. */
export function readRange(element: XmlElement): TimeRange | undefined {
  const start = element.attributes.get('start');
  const end = element.attributes.get('end');
  const from = start === undefined ? -farthest : utc(start);
  const to = end === undefined ? farthest : utc(end);
  if (from === undefined || to === undefined || (start === undefined && end === undefined) || from >= to)
    return undefined;
  return { from, to };
}

/** A range of which both ends are said, as expand and free-busy need it (rfc4791#9.6.5, #7.10). */
export function readWholeRange(element: XmlElement | undefined): TimeRange | undefined {
  const range = element && readRange(element);
  return range && range.from > -farthest && range.to < farthest ? range : undefined;
}

function utc(text: string): number | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? undefined : at;
}
