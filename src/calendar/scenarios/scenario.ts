import { addressOf } from '../icalendar/calAddress.ts';
import { lengthOf } from '../icalendar/duration.ts';
import { text } from '../icalendar/jcal.ts';
import { startOf } from '../icalendar/moment.ts';
import { isProblem, parseStored } from '../icalendar/parse.ts';
import { answerInvitation } from '../itip/answer.ts';
import { mayChange, receiveCancel, receiveRequest } from '../itip/attendee.ts';
import { receiveOwnAnswer, receiveReply } from '../itip/organizer.ts';
import { attendeesOf, openSeries, partsOf } from '../itip/series.ts';
import { recurs } from '../recurrence/rule.ts';
import { partStatOf, readScheduling } from '../scheduling/read.ts';
import { sequenceOf } from '../scheduling/version.ts';
import type { Merge, OutgoingScheduling, PartStat } from '../types.ts';

/**
 * A text scenario: what arrives and what a person does, step by step, and after each
 * step, in lines that start with `=`, what stands on the calendar. Steps start with `>`:
 *
 *   > me johanna@contoso.example jo@contoso.example    whose calendar; the first is invited
 *   > mail FROM [reply=tentative]                      a message arrives, its text follows
 *   > reply FROM                                       a REPLY arrives at the organizer's event
 *   > home                                             the home's copy of her own REPLY
 *   > stored                                           what the calendar has, as a client wrote it
 *   > answer ACCEPTED                                  she answers in the hub
 */
export interface Step {
  readonly command: readonly string[];
  readonly body: string;
  readonly expected: readonly string[];
}

export function readScenario(source: string): { readonly title: string[]; readonly steps: Step[] } {
  const title: string[] = [];
  const steps: { command: string[]; body: string; expected: string[] }[] = [];
  for (const line of source.split('\n')) {
    const step = steps.at(-1);
    if (line.startsWith('> ')) steps.push({ command: line.slice(2).trim().split(/\s+/), body: '', expected: [] });
    else if (!step) title.push(line);
    else if (line.startsWith('= ')) step.expected.push(line.slice(2));
    else if (line !== '') step.body += `${line}\n`;
  }
  return { title: title.filter((line) => line !== ''), steps };
}

export function printScenario(title: readonly string[], steps: readonly Step[]): string {
  const told = steps.map(({ command, body, expected }) =>
    [`> ${command.join(' ')}`, ...(body === '' ? [] : [body.trimEnd()]), ...expected.map((line) => `= ${line}`)].join(
      '\n',
    ),
  );
  return `${title.join('\n')}\n\n${told.join('\n\n')}\n`;
}

/** Runs the steps from an empty calendar; for each, what is told of it. */
export function runScenario(steps: readonly Step[]): string[][] {
  let stored: string | undefined;
  let addresses: string[] = [];
  let now = Date.UTC(2026, 10, 20, 9);
  return steps.map(({ command: [verb, ...rest], body }) => {
    now += 60_000;
    if (verb === 'me') {
      addresses = rest;
      return [];
    }
    if (verb === 'stored') {
      stored = body;
      return eventsTold(stored, addresses);
    }
    const attendee = { address: addresses[0] ?? '', addresses };
    if (verb === 'answer') {
      const partStat = rest[0] as PartStat;
      const made = answerInvitation({ stored: stored ?? '', addresses, invitedAs: attendee.address, partStat, now });
      if (made.kind === 'problem') return [`refused: ${made.code}`];
      if (made.kind === 'unchanged') return ['unchanged'];
      stored = made.ics;
      return ['answered', ...eventsTold(stored, addresses), mailTold(made.reply)];
    }
    const message = readScheduling(body.replaceAll('\n', '\r\n'));
    if (isProblem(message)) return [`problem: ${message.code}`];
    const from = rest[0] ?? '';
    let merge: Merge;
    if (verb === 'reply') merge = receiveReply({ stored: stored ?? '', message, from, now });
    else if (verb === 'home') merge = receiveOwnAnswer({ stored: stored ?? '', message, addresses, now });
    else if (stored !== undefined && !mayChange({ stored, message, from })) return ['held: not-organizer'];
    else {
      const given = { ...(stored === undefined ? {} : { stored }), message, attendee, now };
      const reply = rest.includes('reply=tentative') ? 'tentative' : 'none';
      merge = message.method === 'CANCEL' ? receiveCancel(given) : receiveRequest({ ...given, reply });
    }
    if (merge.kind === 'unchanged') return [`unchanged: ${merge.what}`];
    stored = merge.ics;
    return [merge.what, ...eventsTold(stored, addresses), ...(merge.reply ? [mailTold(merge.reply)] : [])];
  });
}

function eventsTold(ics: string, addresses: readonly string[]): string[] {
  const calendar = parseStored(ics);
  const series = openSeries(calendar);
  const method = text(calendar, 'method');
  const told = partsOf(series).map((event) => {
    const start = startOf(event);
    const from = start ? series.zones.instant(start) : 0;
    const kind = event === series.master ? (recurs(event) ? 'series' : 'event') : 'instance';
    const people = attendeesOf(event).map((line) => {
      const who = addresses.includes(addressOf(line)) ? 'me' : addressOf(line);
      return `${who} ${partStatOf(line)}`;
    });
    return [
      kind,
      `${new Date(from).toISOString().slice(0, 16)}Z+${lengthOf(event, series.zones) / 60_000}m`,
      text(event, 'summary'),
      `seq ${sequenceOf(event)}`,
      text(event, 'status') || 'no status',
      `busy ${text(event, 'x-microsoft-cdo-busystatus') || 'unsaid'}`,
      ...people,
      ...event[2].map(([name]) => name),
    ].join(' | ');
  });
  return method === '' ? told : [...told, `METHOD ${method} stored`];
}

function mailTold({ method, from, to, partStat, sequence }: OutgoingScheduling): string {
  return `mail ${method} ${partStat ?? ''} from ${from} to ${to.join(' ')} seq ${sequence}`;
}
