import { addressOf } from '../icalendar/calAddress.ts';
import { lengthOf } from '../icalendar/duration.ts';
import { property, text } from '../icalendar/jcal.ts';
import { momentOf, startOf } from '../icalendar/moment.ts';
import { isProblem, parseStored } from '../icalendar/parse.ts';
import { receiveAdd } from '../itip/add.ts';
import { admitAnswering } from '../itip/admitted.ts';
import { answerInvitation } from '../itip/answer.ts';
import { mayChange, receiveCancel, receiveRequest } from '../itip/attendee.ts';
import { acceptCounter, declineCounter } from '../itip/counter.ts';
import { excludedKeys } from '../itip/excluded.ts';
import { scheduleChange } from '../itip/implicit.ts';
import { receiveOwnAnswer, receiveReply } from '../itip/organizer.ts';
import { answerRefresh } from '../itip/refresh.ts';
import { attendeesOf, openSeries, partsOf } from '../itip/series.ts';
import { undoChange } from '../itip/undo.ts';
import { occurrences } from '../occurrences.ts';
import { isThisAndFuture } from '../recurrence/range.ts';
import { recurs } from '../recurrence/rule.ts';
import { partStatOf, readScheduling } from '../scheduling/read.ts';
import { sequenceOf } from '../scheduling/version.ts';
import type { Merge, OutgoingScheduling, PartStat, SchedulingMessage } from '../types.ts';

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
 *   > put                                              her calendar client stores this whole object
 *   > delete                                           her calendar client removes it
 *   > refresh FROM                                     an attendee asks for the organizer's event again
 *   > counter FROM                                     a proposal arrives and waits; then `accept` or `decline`
 *   > admit                                            the organizer lets the last answering stranger in
 *   > undo                                             the last change is taken back
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

interface State {
  addresses: string[];
  stored: string | undefined;
  now: number;
  /** What waits for a decision, and from whom. */
  waiting: { readonly message: SchedulingMessage; readonly from: string } | undefined;
  /** What stood before the last change. */
  before: string | null;
}

/** Runs the steps from an empty calendar; for each, what is told of it. */
export function runScenario(steps: readonly Step[]): string[][] {
  const state: State = {
    addresses: [],
    stored: undefined,
    now: Date.UTC(2026, 10, 20, 9),
    waiting: undefined,
    before: null,
  };
  return steps.map((step) => {
    state.now += 60_000;
    const standing = state.stored;
    const told = run(state, step);
    if (state.stored !== standing) state.before = standing ?? null;
    return told;
  });
}

function run(state: State, { command: [verb, ...rest], body }: Step): string[] {
  const { addresses, stored, now } = state;
  const attendee = { address: addresses[0] ?? '', addresses };
  switch (verb) {
    case 'me':
      state.addresses = rest;
      return [];
    case 'stored':
      state.stored = body;
      return eventsTold(body, addresses);
    case 'answer': {
      const partStat = rest[0] as PartStat;
      const made = answerInvitation({ stored: stored ?? '', addresses, invitedAs: attendee.address, partStat, now });
      if (made.kind === 'problem') return [`refused: ${made.code}`];
      if (made.kind === 'unchanged') return ['unchanged'];
      return changed(state, 'answered', made.ics, [made.reply]);
    }
    case 'put':
    case 'delete': {
      const next = verb === 'put' ? { next: body.replaceAll('\n', '\r\n') } : {};
      const made = scheduleChange({ ...(stored === undefined ? {} : { stored }), ...next, addresses, now });
      if (made.kind === 'problem') return [`refused: ${made.code} ${made.where}`];
      return changed(state, `stored as ${made.role}`, made.ics, made.messages);
    }
    case 'refresh': {
      const sent = answerRefresh({ stored: stored ?? '', from: rest[0] ?? '', now });
      return sent ? [mailTold(sent)] : ['unchanged: not-attendee'];
    }
    case 'accept':
    case 'decline':
    case 'admit':
      return decided(state, verb);
    case 'undo': {
      const entry = { before: state.before, after: stored ?? null };
      const made = undoChange({ entry, ...(stored === undefined ? {} : { current: stored }), voice: attendee, now });
      if (made.kind === 'problem') return [`refused: ${made.code}`];
      return changed(state, made.kind, made.kind === 'restored' ? made.stored.ics : undefined, made.messages);
    }
    default:
      return arrived(state, verb ?? '', rest, body);
  }
}

function arrived(state: State, verb: string, [from = '', ...rest]: readonly string[], body: string): string[] {
  const { addresses, stored, now } = state;
  const message = readScheduling(body.replaceAll('\n', '\r\n'));
  if (isProblem(message)) return [`problem: ${message.code}`];
  state.waiting = { message, from };
  if (verb === 'counter') return ['held: counter'];
  let merge: Merge;
  if (verb === 'reply') merge = receiveReply({ stored: stored ?? '', message, from, now });
  else if (verb === 'home') merge = receiveOwnAnswer({ stored: stored ?? '', message, addresses, now });
  else if (stored !== undefined && !mayChange({ stored, message, from })) return ['held: not-organizer'];
  else {
    const attendee = { address: addresses[0] ?? '', addresses };
    const given = { ...(stored === undefined ? {} : { stored }), message, attendee, now };
    const reply = rest.includes('reply=tentative') ? 'tentative' : 'none';
    if (message.method === 'DECLINECOUNTER') return ['unchanged: counter-declined'];
    if (message.method === 'ADD') merge = receiveAdd(given);
    else merge = message.method === 'CANCEL' ? receiveCancel(given) : receiveRequest({ ...given, reply });
  }
  if (merge.kind === 'unchanged') return [`unchanged: ${merge.what}`];
  return changed(state, merge.what, merge.ics, merge.reply ? [merge.reply] : []);
}

/** The organizer's word on what waits. */
function decided(state: State, verb: 'accept' | 'decline' | 'admit'): string[] {
  const { stored = '', addresses, now, waiting } = state;
  if (!waiting) return ['nothing waits'];
  const { message, from } = waiting;
  if (verb === 'admit') {
    const merge = admitAnswering({ stored, message, from });
    return merge.kind === 'put' ? changed(state, merge.what, merge.ics, []) : [`unchanged: ${merge.what}`];
  }
  if (verb === 'decline') {
    const sent = declineCounter({ stored, message, addresses, now, from });
    return 'kind' in sent ? [`refused: ${sent.code}`] : [mailTold(sent)];
  }
  const made = acceptCounter({ stored, message, addresses, now });
  return made.kind === 'problem' ? [`refused: ${made.code}`] : changed(state, 'accepted', made.ics, made.messages);
}

function changed(
  state: State,
  what: string,
  ics: string | undefined,
  messages: readonly OutgoingScheduling[],
): string[] {
  state.stored = ics;
  const standing = ics === undefined ? ['nothing stands'] : eventsTold(ics, state.addresses);
  return [what, ...standing, ...messages.map(mailTold)];
}

function eventsTold(ics: string, addresses: readonly string[]): string[] {
  const calendar = parseStored(ics);
  const series = openSeries(calendar);
  const method = text(calendar, 'method');
  const told = partsOf(series).map((event) => {
    const start = startOf(event) ?? momentOf(property(event, 'due'));
    const from = start ? series.zones.instant(start) : 0;
    const single = event[0] === 'vtodo' ? 'task' : 'event';
    const following = isThisAndFuture(event) ? 'instance and following' : 'instance';
    const kind = event === series.master ? (recurs(event) ? 'series' : single) : following;
    const off = [...excludedKeys(event, series.zones).values()].map(
      (moment) => `without ${new Date(series.zones.instant(moment)).toISOString().slice(0, 10)}`,
    );
    const done = text(event, 'percent-complete');
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
      ...off,
      ...(done === '' ? [] : [`${done} %`]),
      ...event[2].map(([name]) => name),
    ].join(' | ');
  });
  if (method !== '') told.push(`METHOD ${method} stored`);
  return series.master && recurs(series.master) ? [...told, timesTold(ics)] : told;
}

/** When it takes place, at most a few times: the expansion that views and free/busy see. */
function timesTold(ics: string): string {
  const all = occurrences(ics, Date.UTC(2026, 0), Date.UTC(2028, 0), { limit: 8 });
  const taking = all.filter(({ status }) => status !== 'CANCELLED');
  return `times | ${taking.map(({ start }) => new Date(start).toISOString().slice(0, 16)).join(' ')}`;
}

function mailTold({ method, from, to, partStat, sequence, recurrenceId }: OutgoingScheduling): string {
  const what = recurrenceId === undefined ? '' : ` of ${recurrenceId}`;
  return `mail ${method} ${partStat ?? ''} from ${from} to ${to.join(' ')} seq ${sequence}${what}`;
}
