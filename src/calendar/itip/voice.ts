import { addressOf } from '../icalendar/calAddress.ts';
import { type JComponent, type JProperty, mapProperties, withParameters } from '../icalendar/jcal.ts';
import { partStatOf } from '../scheduling/read.ts';
import type { PartStat } from '../types.ts';
import { ADDED } from './ownMarks.ts';
import { attendeesOf } from './series.ts';

/** The person an object belongs to, as attendee. */
export interface Voice {
  /** The address that was invited: in its name she answers (law L4). */
  readonly address: string;
  /** Every address of hers, the invited one among them or not. */
  readonly addresses: readonly string[];
}

/** Her ATTENDEE line: that of the invited address, else of any address of hers. */
export function ownLine(event: JComponent, { address, addresses }: Voice): JProperty | undefined {
  const lines = attendeesOf(event);
  const wanted = address.toLowerCase();
  const all = addresses.map((each) => each.toLowerCase());
  return lines.find((line) => addressOf(line) === wanted) ?? lines.find((line) => all.includes(addressOf(line)));
}

export function ownPartStat(event: JComponent, voice: Voice): PartStat | undefined {
  const line = ownLine(event, voice);
  return line && partStatOf(line);
}

/**
 * The event with her answer in it. Invited through a list or a forward, she is not among
 * the organizer's ATTENDEEs; then a line is added, marked as ours, so that her answer has a place.
 */
export function withOwnPartStat(
  event: JComponent,
  voice: Voice,
  partStat: PartStat,
  marks: Readonly<Record<string, string | undefined>> = {},
): JComponent {
  const line = ownLine(event, voice);
  if (line) return replaceLine(event, line, withParameters(line, { partstat: partStat, ...marks }));
  const added: JProperty = [
    'attendee',
    definedOnly({ partstat: partStat, rsvp: 'TRUE', [ADDED]: 'TRUE', ...marks }),
    'cal-address',
    `mailto:${voice.address}`,
  ];
  return [event[0], [...event[1], added], event[2]];
}

export function replaceLine(event: JComponent, line: JProperty, replacement: JProperty): JComponent {
  return mapProperties(event, (each) => (each === line ? replacement : each));
}

function definedOnly(parameters: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) kept[name] = value;
  return kept;
}
