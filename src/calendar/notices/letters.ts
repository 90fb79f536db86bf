/** What notices say that are not somebody's scheduling message: reminders, the agenda, what waits for a decision. */
import type { AgendaEntry } from '../agenda.ts';
import { organizerOf } from '../icalendar/calAddress.ts';
import { type JComponent, text } from '../icalendar/jcal.ts';
import { DAY } from '../icalendar/moment.ts';
import type { Letter } from '../imip/letter.ts';
import { pageOf } from '../imip/page.ts';
import { clockText, daysText, type Reader, timesText } from '../imip/when.ts';
import { words } from '../imip/words.ts';
import type { Instance } from '../occurrences.ts';
import { noticeWords, type Waiting } from './words.ts';

/** Longest text from outside that a subject line repeats. */
const longestTitle = 200;

export function reminderLetter(instance: Instance, reader: Reader): Letter {
  const { event } = instance;
  const said = words[reader.language];
  const { reminder } = noticeWords[reader.language];
  const title = titleOf(event, reader);
  const rows = [
    [said.when, whenOf(instance, reader)],
    [said.where, text(event, 'location')],
    [said.join, text(event, 'url')],
    [said.organizer, organizerOf(event) ?? ''],
  ] as const;
  return {
    subject: reminder.subject(title, whenOf(instance, reader)),
    ...pageOf({ language: reader.language, sentence: reminder.sentence, title, rows }),
  };
}

/** @param date of the day, `2026-11-24` */
export function agendaLetter(entries: readonly AgendaEntry[], date: string, reader: Reader): Letter {
  const { agenda } = noticeWords[reader.language];
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const day = daysText(midnight, midnight, reader.language);
  const rows = entries.map(({ instance, unanswered }) => {
    const place = oneLine(text(instance.event, 'location'));
    const open = unanswered ? [agenda.unanswered] : [];
    const what = [titleOf(instance.event, reader), ...(place === '' ? [] : [place]), ...open].join(' · ');
    return [instance.moment.kind === 'date' ? agenda.wholeDay : clockOf(instance, midnight, reader), what] as const;
  });
  return {
    subject: agenda.subject(day, entries.length),
    ...pageOf({ language: reader.language, sentence: agenda.sentence(day, entries.length), title: day, rows }),
  };
}

/** What waits for her decision: who sent it and why it waits, nothing of what it says beyond its title. */
export function heldLetter(
  held: { readonly why: Waiting; readonly from: string; readonly summary: string },
  reader: Reader,
): Letter {
  const said = noticeWords[reader.language];
  const title = oneLine(held.summary) || words[reader.language].untitled;
  const rows = [
    [said.held.what, title],
    [said.held.from, oneLine(held.from)],
    [said.held.reason, said.held.why[held.why]],
  ] as const;
  const page = { language: reader.language, sentence: said.held.sentence, title: said.held.subject(title), rows };
  return { subject: said.held.subject(title), ...pageOf({ ...page, description: said.whatToDo }) };
}

function whenOf({ moment, start, end }: Instance, reader: Reader): string {
  if (moment.kind !== 'date') return timesText(start, end, reader);
  const days = Math.max(1, Math.round((end - start) / DAY));
  return daysText(moment.wall, moment.wall + (days - 1) * DAY, reader.language);
}

/** The clock alone where it begins and ends on the day, else with its days. */
function clockOf({ start, end }: Instance, midnight: number, reader: Reader): string {
  const days = new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeZone: reader.timeZone });
  const date = new Date(midnight).toISOString().slice(0, 10);
  const last = end > start ? end - 1 : end;
  return days.format(start) === date && days.format(last) === date
    ? clockText(start, end, reader)
    : timesText(start, end, reader);
}

function titleOf(event: JComponent, { language }: Reader): string {
  return oneLine(text(event, 'summary')) || words[language].untitled;
}

function oneLine(value: string): string {
  return value
    .slice(0, 10 * longestTitle)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, longestTitle);
}
