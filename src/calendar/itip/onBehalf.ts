/**
 * What somebody did in another's name: SENT-BY (rfc5545#3.2.18) on the line of whom it was
 * done for, in the stored object and in every message. What she then does herself takes it off.
 */
import { addressOf } from '../icalendar/calAddress.ts';
import { type JComponent, type JProperty, mapProperties, withParameters } from '../icalendar/jcal.ts';
import { parseStored, printCalendar } from '../icalendar/parse.ts';
import type { OutgoingScheduling } from '../types.ts';
import type { Answered } from './answer.ts';
import type { Organized } from './organize.ts';

export interface Delegate {
  readonly address: string;
  readonly name: string;
}

/** What was organized, by the organizer herself or by `delegate` for her. */
export function organizedBy(made: Organized, delegate: Delegate | undefined): Organized {
  const mark = (line: JProperty): JProperty => (line[0] === 'organizer' ? sentBy(line, delegate) : line);
  return { ...made, ics: marked(made.ics, mark), messages: made.messages.map((each) => message(each, mark, delegate)) };
}

/** What was answered; the answering person's line is that of the reply. */
export function answeredBy(made: Answered, delegate: Delegate | undefined): Answered {
  const own = made.reply.from.toLowerCase();
  const mark = (line: JProperty): JProperty =>
    line[0] === 'attendee' && addressOf(line) === own ? sentBy(line, delegate) : line;
  return { ...made, ics: marked(made.ics, mark), reply: message(made.reply, mark, delegate) };
}

function message(
  outgoing: OutgoingScheduling,
  mark: (line: JProperty) => JProperty,
  delegate: Delegate | undefined,
): OutgoingScheduling {
  const told = { ...outgoing, ics: marked(outgoing.ics, mark) };
  return delegate ? { ...told, sender: delegate } : told;
}

function marked(ics: string, mark: (line: JProperty) => JProperty): string {
  const [name, lines, parts] = parseStored(ics);
  const events = parts.map((part): JComponent => (part[0] === 'vevent' ? mapProperties(part, mark) : part));
  return printCalendar([name, lines, events]);
}

function sentBy(line: JProperty, delegate: Delegate | undefined): JProperty {
  return withParameters(line, { 'sent-by': delegate ? `mailto:${delegate.address}` : undefined });
}
