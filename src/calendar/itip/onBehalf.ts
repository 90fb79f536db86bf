/**
 * What somebody did in another's name: SENT-BY (rfc5545#3.2.18) on the line of whom it was
 * done for, in the stored object and in every message. What she then does herself takes it off.
 */
import { addressOf } from '../icalendar/calAddress.ts';
import { type JComponent, type JProperty, mapProperties, parameter, withParameters } from '../icalendar/jcal.ts';
import { parseStored, printCalendar } from '../icalendar/parse.ts';
import type { OutgoingScheduling } from '../types.ts';

export interface Delegate {
  readonly address: string;
  readonly name: string;
}

/** What somebody did and said: as organizer, as attendee (in `invitedAs`'s name), or with nobody else concerned. */
interface Said {
  readonly role: 'organizer' | 'attendee' | 'none';
  readonly invitedAs?: string;
  /** What is stored; absent where it goes. */
  readonly ics?: string;
  readonly messages: readonly OutgoingScheduling[];
}

/** The same as done by the owner herself, or by `delegate` for her. */
export function onBehalf<Made extends Said>(made: Made, delegate: Delegate | undefined): Made {
  const own = made.invitedAs?.toLowerCase();
  const mark = (line: JProperty): JProperty => {
    const hers = made.role === 'attendee' ? line[0] === 'attendee' && addressOf(line) === own : line[0] === 'organizer';
    return hers ? sentBy(line, delegate) : line;
  };
  const messages = made.messages.map((message) => {
    const told = { ...message, ics: marked(message.ics, mark) };
    return delegate ? { ...told, sender: delegate } : told;
  });
  return { ...made, ...(made.ics !== undefined && { ics: marked(made.ics, mark) }), messages };
}

/** The very text where there is nothing to mark. */
function marked(ics: string, mark: (line: JProperty) => JProperty): string {
  const [name, lines, parts] = parseStored(ics);
  const told = parts.map((part): JComponent => (part[0] === 'vtimezone' ? part : mapProperties(part, mark)));
  const same = told.every(([, properties], index) => properties.every((line, at) => line === parts[index]?.[1][at]));
  return same ? ics : printCalendar([name, lines, told]);
}

function sentBy(line: JProperty, delegate: Delegate | undefined): JProperty {
  const given = delegate ? `mailto:${delegate.address}` : undefined;
  return parameter(line, 'sent-by') === given ? line : withParameters(line, { 'sent-by': given });
}
