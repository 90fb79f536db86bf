import { addressOf } from '../icalendar/calAddress.ts';
import { lengthOf } from '../icalendar/duration.ts';
import { type JComponent, type JProperty, parameter, property, scheduled, text } from '../icalendar/jcal.ts';
import { DAY, momentOf, startOf } from '../icalendar/moment.ts';
import { parseStored } from '../icalendar/parse.ts';
import { attendeesOf } from '../itip/series.ts';
import { recurs } from '../recurrence/rule.ts';
import type { OutgoingScheduling } from '../types.ts';
import { zoneBook } from '../zones/book.ts';
import { type Page, pageOf } from './page.ts';
import { daysText, type Reader, timesText } from './when.ts';
import { occasionOf, words } from './words.ts';

/** What a person without a calendar reads: subject, and what, when, where, who. */
export interface Letter extends Page {
  readonly subject: string;
}

const GUESTS_SHOWN = 30;

/** `timeZone`: IANA name in which the reader is told the time. */
export function letterOf(outgoing: OutgoingScheduling, reader: Reader & { readonly fromName?: string }): Letter {
  const calendar = parseStored(outgoing.ics);
  const said = words[reader.language];
  const occasion = occasionOf(outgoing);
  const [event] = scheduled(calendar);
  const title = outgoing.freeBusy ? outgoing.from : (event && text(event, 'summary').trim()) || said.untitled;
  const who = reader.fromName || outgoing.from;
  const rows: [label: string, value: string][] = [];
  if (event) {
    const organizer = property(event, 'organizer');
    const guests = outgoing.method === 'REQUEST' ? attendeesOf(event) : [];
    rows.push([said.when, whenOf(event, calendar, reader)]);
    rows.push([said.where, text(event, 'location')]);
    rows.push([said.join, text(event, 'url')]);
    rows.push([said.organizer, organizer ? personOf(organizer) : '']);
    rows.push([said.guests, guestList(guests)]);
    rows.push([said.comment, text(event, 'comment')]);
  }
  const sentence = said.sentence[occasion](who);
  const description = event && outgoing.method === 'REQUEST' ? text(event, 'description') : '';
  return {
    subject: `${said.subject[occasion]}${title}`,
    ...pageOf({ language: reader.language, sentence, title, rows, description }),
  };
}

function whenOf(event: JComponent, calendar: JComponent, { language, timeZone }: Reader): string {
  const start = startOf(event) ?? momentOf(property(event, 'due'));
  if (!start) return '';
  const zones = zoneBook(calendar, timeZone);
  const length = lengthOf(event, zones);
  const said = words[language];
  const again = recurs(event) ? ` (${said.repeats})` : '';
  if (start.kind === 'date') {
    // DTEND of a whole-day event is the day after its last.
    return `${daysText(start.wall, start.wall + Math.max(0, length - DAY), language)}${again}`;
  }
  const begins = zones.instant(start);
  return `${timesText(begins, begins + length, { language, timeZone })}${again}`;
}

function guestList(lines: readonly JProperty[]): string {
  const shown = lines.slice(0, GUESTS_SHOWN).map(personOf).join(', ');
  return lines.length > GUESTS_SHOWN ? `${shown}, +${lines.length - GUESTS_SHOWN}` : shown;
}

function personOf(line: JProperty): string {
  const name = parameter(line, 'cn');
  return name ? `${name} <${addressOf(line)}>` : addressOf(line);
}
