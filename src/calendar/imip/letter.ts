import { addressOf } from '../icalendar/calAddress.ts';
import { lengthOf } from '../icalendar/duration.ts';
import { type JComponent, type JProperty, parameter, property, scheduled, text } from '../icalendar/jcal.ts';
import { DAY, momentOf, startOf } from '../icalendar/moment.ts';
import { parseStored } from '../icalendar/parse.ts';
import { attendeesOf } from '../itip/series.ts';
import { recurs } from '../recurrence/rule.ts';
import type { OutgoingScheduling } from '../types.ts';
import { zoneBook } from '../zones/book.ts';
import { type Language, occasionOf, words } from './words.ts';

/** What a person without a calendar reads: subject, and what, when, where, who. */
export interface Letter {
  readonly subject: string;
  readonly plain: string;
  readonly html: string;
}

const GUESTS_SHOWN = 30;

/** `timeZone`: IANA name in which the reader is told the time. */
export function letterOf(
  outgoing: OutgoingScheduling,
  reader: { readonly language: Language; readonly fromName?: string; readonly timeZone: string },
): Letter {
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
  const told = rows.filter(([, value]) => value !== '');
  const sentence = said.sentence[occasion](who);
  const description = event && outgoing.method === 'REQUEST' ? text(event, 'description') : '';
  return {
    subject: `${said.subject[occasion]}${title}`,
    plain: plainOf(sentence, title, told, description),
    html: htmlOf(reader.language, sentence, title, told, description),
  };
}

function whenOf(
  event: JComponent,
  calendar: JComponent,
  { language, timeZone }: { readonly language: Language; readonly timeZone: string },
): string {
  const start = startOf(event) ?? momentOf(property(event, 'due'));
  if (!start) return '';
  const zones = zoneBook(calendar, timeZone);
  const length = lengthOf(event, zones);
  const said = words[language];
  const again = recurs(event) ? ` (${said.repeats})` : '';
  if (start.kind === 'date') {
    const days = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone: 'UTC' });
    // DTEND of a whole-day event is the day after its last.
    return `${days.formatRange(start.wall, start.wall + Math.max(0, length - DAY))}${again}`;
  }
  const times = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short', timeZone });
  const begins = zones.instant(start);
  return `${plainSpaces(times.formatRange(begins, begins + length))} (${timeZone})${again}`;
}

/** ICU writes narrow and thin spaces that old mail readers show as boxes. */
export function plainSpaces(value: string): string {
  return value.replaceAll('\u202f', ' ').replaceAll('\u2009', ' ').replaceAll('\u00a0', ' ');
}

function guestList(lines: readonly JProperty[]): string {
  const shown = lines.slice(0, GUESTS_SHOWN).map(personOf).join(', ');
  return lines.length > GUESTS_SHOWN ? `${shown}, +${lines.length - GUESTS_SHOWN}` : shown;
}

function personOf(line: JProperty): string {
  const name = parameter(line, 'cn');
  return name ? `${name} <${addressOf(line)}>` : addressOf(line);
}

type Rows = readonly (readonly [label: string, value: string])[];

function plainOf(sentence: string, title: string, rows: Rows, description: string): string {
  const lines = rows.map(([label, value]) => `${label}: ${value}`);
  return `${[sentence, '', title, ...lines, ...(description === '' ? [] : ['', description])].join('\n')}\n`;
}

function htmlOf(language: Language, sentence: string, title: string, rows: Rows, description: string): string {
  const cells = rows.map(
    ([label, value]) => `<tr><th align="left">${htmlText(label)}</th><td>${linked(value)}</td></tr>`,
  );
  return [
    `<!DOCTYPE html><html lang="${language}"><head><meta charset="utf-8"><title>${htmlText(title)}</title></head><body>`,
    `<p>${htmlText(sentence)}</p><h2>${htmlText(title)}</h2><table>`,
    ...cells,
    '</table>',
    ...(description === '' ? [] : [`<p>${htmlText(description).replaceAll('\n', '<br>')}</p>`]),
    '</body></html>\n',
  ].join('\n');
}

/** A web address as a link; any other scheme stays text. */
function linked(value: string): string {
  const safe = htmlText(value);
  return value.startsWith('https://') && !value.includes(' ') ? `<a href="${safe}">${safe}</a>` : safe;
}

function htmlText(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
