/** The attendee's half of implicit scheduling (rfc6638#3.2.2): what of an object is hers to change, and what she thereby answers. */
import { addressOf, organizerOf } from '../icalendar/calAddress.ts';
import { type JComponent, type JProperty, parameter, property, text, withParameters } from '../icalendar/jcal.ts';
import { wallText } from '../icalendar/moment.ts';
import { instanceOf, recurrenceIdOf } from '../recurrence/instance.ts';
import { partStatOf } from '../scheduling/read.ts';
import { sequenceOf, versionOf } from '../scheduling/version.ts';
import type { OutgoingScheduling, PartStat } from '../types.ts';
import { withBusyStatus } from './busyStatus.ts';
import { excludedKeys, withExcluded, withOwnExcluded, withoutRestored } from './excluded.ts';
import type { ScheduleProblem } from './implicit.ts';
import { lastReply } from './organizer.ts';
import { REPLY_DTSTAMP, REPLY_SEQUENCE } from './ownMarks.ts';
import { withClientsOwn } from './personal.ts';
import { composeReply } from './reply.ts';
import { assemble, attendeesOf, partsOf, type Series } from './series.ts';
import { timingOf } from './timing.ts';
import { ownLine, replaceLine, type Voice } from './voice.ts';

interface Answering extends AttendeesChange {
  /** DTSTAMP of what she answers, ms. */
  readonly stamp: number;
}

export interface AttendeesChange {
  readonly before: Series | undefined;
  readonly after: Series;
  /** What she had under this UID before she removed it. */
  readonly former?: Series | undefined;
  readonly voice: Voice;
  readonly now: number;
  readonly silent: boolean;
}

interface Attended {
  readonly kind: 'attended';
  readonly calendar: JComponent;
  readonly messages: readonly OutgoingScheduling[];
}

/**
 * The organizer's text stands; what is hers is taken from the client: her PARTSTAT, alarms,
 * transparency, colour, categories, notes, and instances taken off her own calendar, which
 * declines them (rfc6638#3.2.2.1). A client that words a description otherwise is not refused.
 */
export function attendeeChange(change: AttendeesChange): Attended | ScheduleProblem {
  const { before, after, voice, now } = change;
  // The removal answered too, a second after what she had answered before it.
  const removed = change.former ? stampOf(change.former, voice, now) + 1000 : 0;
  const answering: Answering = { ...change, stamp: Math.max(stampOf(before ?? after, voice, now), removed) };
  if (!before) return firstStored(answering);
  const overrides = new Map(before.overrides);
  const told: JComponent[] = [];
  let master = before.master;
  let seriesAnswer: readonly [PartStat, PartStat] | undefined;
  if (after.master) {
    // A client that was told of single instances only, and calls one of them the series.
    if (!master) return refusal('RECURRENCE-ID');
    const made = answeredPart(answering, before, master, after.master);
    if (typeof made === 'string') return refusal(made);
    if (made.tell) {
      told.push(made.event);
      seriesAnswer = [partStatIn(master, voice), partStatIn(made.event, voice)];
    }
    const own = [...excludedKeys(after.master, after.zones)].filter(
      ([key]) => !excludedKeys(master as JComponent, before.zones).has(key),
    );
    master = withoutRestored(made.event, after);
    for (const [key, moment] of own) {
      const instance = overrides.get(key) ?? instanceOf(before.master ?? master, moment, before.zones);
      overrides.delete(key);
      master = withOwnExcluded(master, moment);
      if (!instance || versionOf(instance).cancelled || partStatIn(instance, voice) === 'DECLINED') continue;
      told.push(answered(answering, instance, 'DECLINED'));
    }
  }
  for (const [key, part] of after.overrides) {
    const at = recurrenceIdOf(part);
    const known = overrides.get(key) ?? (before.master && at && instanceOf(before.master, at, before.zones));
    if (!known) return refusal('RECURRENCE-ID');
    const made = answeredPart(answering, before, known, part);
    if (typeof made === 'string') return refusal(made);
    overrides.set(key, made.event);
    // An instance that only goes along with the series is told with it.
    const along = seriesAnswer?.[0] === partStatIn(known, voice) && seriesAnswer[1] === partStatIn(made.event, voice);
    if (made.tell && !along) told.push(made.event);
  }
  const calendar = assemble(partsOf({ ...(master && { master }), overrides }), [after.calendar, before.calendar]);
  return sent(told, calendar, answering);
}

/** A removal declines (rfc6638#3.2.2.4), unless she had declined, or it was called off. */
export function attendeeRemoval(before: Series, voice: Voice, now: number): OutgoingScheduling[] {
  const open = partsOf(before).filter(
    (part) => !versionOf(part).cancelled && ownLine(part, voice) && partStatIn(part, voice) !== 'DECLINED',
  );
  // A series declined is declined with all its instances.
  const parts = before.master && open[0] === before.master ? open.slice(0, 1) : open;
  const [first] = parts;
  if (!first || agentOf(property(first, 'organizer')) !== 'SERVER') return [];
  const stamp = stampOf(before, voice, now);
  const answers = parts.map((part) => answered({ voice, stamp }, part, 'DECLINED'));
  const reply = composeReply(answers, before.calendar, voice, stamp);
  return reply ? [reply] : [];
}

/** An invitation that reached the client another way (rfc6638#3.2.2.2): an answer already in it is told. */
function firstStored(answering: Answering): Attended {
  const { after, voice } = answering;
  const told = partsOf(after).filter((part) => {
    const line = ownLine(part, voice);
    return line !== undefined && partStatOf(line) !== 'NEEDS-ACTION' && !versionOf(part).cancelled;
  });
  const marked = new Map(told.map((part) => [part, answered(answering, part, partStatIn(part, voice))]));
  const parts = partsOf(after).map((part) => marked.get(part) ?? part);
  const calendar = marked.size === 0 ? after.calendar : assemble(parts, [after.calendar]);
  return sent([...marked.values()], calendar, answering);
}

function sent(told: readonly JComponent[], calendar: JComponent, { after, voice, stamp, silent }: Answering): Attended {
  const [first] = told;
  const line = partsOf(after)
    .map((part) => property(part, 'organizer'))
    .find((each) => each !== undefined);
  if (!first || silent || agentOf(line) !== 'SERVER') return { kind: 'attended', calendar, messages: [] };
  const comment = partsOf(after)
    .map((part) => text(part, 'comment'))
    .find((each) => each !== '');
  const reply = composeReply(told, calendar, voice, stamp, () => ({ comment }));
  if (!reply) return { kind: 'attended', calendar, messages: [] };
  return { kind: 'attended', calendar: withStatus(calendar), messages: [reply] };
}

/** rfc6638#7.3: handed to the mail system, further delivery unknown. */
function withStatus(calendar: JComponent): JComponent {
  const parts = calendar[2].map((part): JComponent => {
    const line = property(part, 'organizer');
    return line ? replaceLine(part, line, withParameters(line, { 'schedule-status': '1.1' })) : part;
  });
  return [calendar[0], calendar[1], parts];
}

/** The organizer's component with what is hers in the client's; or the property that was not hers to change. */
function answeredPart(
  answering: Answering,
  before: Series,
  known: JComponent,
  part: JComponent,
): { readonly event: JComponent; readonly tell: boolean } | string {
  const { after, voice } = answering;
  const foreign = changedOfOrganizer(before, known, after, part, voice);
  if (foreign !== undefined) return foreign;
  const line = ownLine(part, voice);
  if (!line) return 'ATTENDEE';
  const previous = partStatIn(known, voice);
  const given = partStatOf(line);
  const kept = withClientsOwn(known, part);
  const forced = parameter(property(part, 'organizer') ?? line, 'schedule-force-send')?.toUpperCase() === 'REPLY';
  if (previous === given && !forced) {
    const sameTime = text(kept, 'transp') === text(known, 'transp');
    return { event: sameTime ? kept : withBusyStatus(kept, given), tell: false };
  }
  return { event: answered(answering, kept, given), tell: given !== 'NEEDS-ACTION' };
}

function answered(
  { voice, stamp }: Pick<Answering, 'voice' | 'stamp'>,
  event: JComponent,
  given: PartStat,
): JComponent {
  const line = ownLine(event, voice);
  if (!line) return event;
  const marked = withParameters(line, {
    partstat: given,
    rsvp: undefined,
    [REPLY_DTSTAMP]: wallText(stamp, 'utc'),
    [REPLY_SEQUENCE]: String(sequenceOf(event)),
  });
  return withBusyStatus(replaceLine(event, line, marked), given);
}

/** DTSTAMP of the answers of one change: two within one second must still be told apart. */
function stampOf(series: Series, voice: Voice, now: number): number {
  const earlier = partsOf(series).map((part) => {
    const line = ownLine(part, voice);
    return line ? lastReply(line).dtstamp + 1000 : 0;
  });
  return Math.max(Math.floor(now / 1000) * 1000, ...earlier);
}

/** rfc6638#3.2.2.1 lists what an attendee may change; this is what she may not, as far as it changes the meeting. */
function changedOfOrganizer(
  before: Series,
  known: JComponent,
  after: Series,
  part: JComponent,
  voice: Voice,
): string | undefined {
  const bare = (event: JComponent): JComponent => withExcluded(event, []);
  if (timingOf(bare(known), before.zones) !== timingOf(bare(part), after.zones)) return 'DTSTART, DTEND or RRULE';
  for (const name of ['summary', 'location'])
    if (text(known, name).trim() !== text(part, name).trim()) return name.toUpperCase();
  if (organizerOf(known) !== organizerOf(part)) return 'ORGANIZER';
  const others = (event: JComponent): string =>
    [...new Set(attendeesOf(event).map(addressOf))]
      .filter((address) => !voice.addresses.includes(address))
      .sort()
      .join(' ');
  return others(known) === others(part) ? undefined : 'ATTENDEE';
}

function partStatIn(event: JComponent, voice: Voice): PartStat {
  const line = ownLine(event, voice);
  return line ? partStatOf(line) : 'NEEDS-ACTION';
}

/** Who sends scheduling messages about this line (rfc6638#7.1). */
export function agentOf(line: JProperty | undefined): 'SERVER' | 'CLIENT' | 'NONE' {
  const agent = line && parameter(line, 'schedule-agent')?.toUpperCase();
  // What is not known is treated as NONE (rfc6638#7.1).
  return agent === undefined || agent === 'SERVER' ? 'SERVER' : agent === 'CLIENT' ? 'CLIENT' : 'NONE';
}

function refusal(where: string): ScheduleProblem {
  return { kind: 'problem', code: 'attendee-change-not-allowed', where };
}
