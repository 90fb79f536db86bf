/**
 * The attendee's side of iTIP (rfc5546#3.2): what an organizer's message does to a
 * person's calendar. Each component is judged by itself, by SEQUENCE and then DTSTAMP,
 * so that whatever order messages arrive in, and however often, the newest word holds.
 */
import { addressOf, mailAddress, organizerOf } from '../icalendar/calAddress.ts';
import { type JComponent, parameter, property } from '../icalendar/jcal.ts';
import { parseStored } from '../icalendar/parse.ts';
import { hasInstance, instancesAmong, recurrenceIdOf } from '../recurrence/instance.ts';
import { componentsOf } from '../scheduling/read.ts';
import { compareVersions, versionOf } from '../scheduling/version.ts';
import type { Merge, PartStat, SchedulingMessage } from '../types.ts';
import { cancelSeries } from './cancel.ts';
import { isOwnExcluded } from './excluded.ts';
import { type Filed, fileEvent } from './fileEvent.ts';
import { composeReply } from './reply.ts';
import { sharesHouse } from './sameHouse.ts';
import { assemble, openSeries, partsOf, type Series, store } from './series.ts';
import type { Voice } from './voice.ts';

export interface Receiving {
  /** iCalendar text of the object stored under this UID, if there is one. */
  readonly stored?: string;
  readonly message: SchedulingMessage;
  readonly attendee: Voice;
  /** ms. */
  readonly now: number;
}

const ANSWERS: Readonly<Record<'none' | 'tentative' | 'accept' | 'decline', PartStat | undefined>> = {
  none: undefined,
  tentative: 'TENTATIVE',
  accept: 'ACCEPTED',
  decline: 'DECLINED',
};

/** A REQUEST (rfc5546#3.2.2) for one person. `reply`: the answer that policy gives in her name, if any. */
export function receiveRequest(receiving: Receiving & { readonly reply: keyof typeof ANSWERS }): Merge {
  const { message, attendee, now } = receiving;
  const incoming = openSeries(componentsOf(message));
  const before = receiving.stored === undefined ? undefined : openSeries(parseStored(receiving.stored));
  // Her own meeting that comes back to her: the organizer's copy is the original, not the message.
  if (before && isOrganizer(before, attendee)) return { kind: 'unchanged', what: 'duplicate' };
  const answer = ANSWERS[receiving.reply];
  const merged = mergeRequest(before, incoming, attendee, answer);
  if (merged.filed.length === 0) return { kind: 'unchanged', what: merged.refused };
  const calendars = before ? [incoming.calendar, before.calendar] : [incoming.calendar];
  const calendar = assemble(partsOf(merged), calendars);
  const asked = merged.filed.filter(({ asks }) => asks).map(({ event }) => event);
  const reply = answer && asked.length > 0 ? composeReply(asked, calendar, attendee, now) : undefined;
  const what = incoming.master ? (before ? 'updated' : 'filed') : 'exception-filed';
  return { kind: 'put', what, ...store(calendar), ...(reply && { reply: { ...reply, automatic: true } }) };
}

/** A CANCEL (rfc5546#3.2.5) for one person: the event stays, marked and taking no time. */
export function receiveCancel({ stored, message, attendee }: Receiving): Merge {
  if (stored === undefined) return { kind: 'unchanged', what: 'unknown-event' };
  const before = openSeries(parseStored(stored));
  if (isOrganizer(before, attendee)) return { kind: 'unchanged', what: 'not-organizer' };
  return cancelSeries(before, openSeries(componentsOf(message)));
}

/**
 * Whether the sender of a message may speak for the organizer of the stored event: the
 * organizer itself, whom it names SENT-BY, or somebody of the organizer's own domain.
 * `from` must be authenticated by whoever asks; `stored` is the event's word, never the message's.
 */
export function mayChange(asked: {
  readonly stored: string;
  readonly message?: SchedulingMessage;
  readonly from: string;
}): boolean {
  const from = asked.from.toLowerCase();
  return partsOf(openSeries(parseStored(asked.stored))).every((event) => {
    const line = property(event, 'organizer');
    if (!line) return false; // nobody's meeting: the person's own, and no message changes it
    const organizer = addressOf(line);
    return from === organizer || from === mailAddress(parameter(line, 'sent-by')) || sharesHouse(from, organizer);
  });
}

interface Merged {
  readonly master?: JComponent;
  readonly overrides: ReadonlyMap<string, JComponent>;
  readonly filed: readonly Filed[];
  /** Why nothing was filed. */
  readonly refused: 'duplicate' | 'older' | 'deleted-by-person';
}

function mergeRequest(
  before: Series | undefined,
  incoming: Series,
  voice: Voice,
  answer: PartStat | undefined,
): Merged {
  const filed: Filed[] = [];
  let refused: Merged['refused'] = 'duplicate';
  const isNewer = (event: JComponent, known: JComponent | undefined): boolean => {
    const order = known ? compareVersions(versionOf(event), versionOf(known)) : 1;
    if (order < 0) refused = 'older';
    return order > 0;
  };
  const zones = { incoming: incoming.zones, stored: before?.zones ?? incoming.zones };
  const overrides = new Map(before?.overrides);
  let master = before?.master;
  if (incoming.master && isNewer(incoming.master, master)) {
    const made = fileEvent({ event: incoming.master, own: master, zones, voice, answer });
    filed.push(made);
    // Exceptions whose instance the new rule no longer has are gone with it; those that came before their series stay.
    if (master) {
      const moments = [...overrides.values()].flatMap((override) => recurrenceIdOf(override) ?? []);
      const kept = instancesAmong(made.event, moments, incoming.zones);
      for (const key of overrides.keys()) if (!kept.has(key)) overrides.delete(key);
    }
    master = made.event;
  }
  for (const [key, event] of incoming.overrides) {
    // What she took off her own calendar stays off.
    if (master && isOwnExcluded(master, key, zones.stored)) {
      refused = 'deleted-by-person';
      continue;
    }
    const known = overrides.get(key);
    const rival = known ?? (master && isOutdated(event, master, incoming) ? master : undefined);
    if (!isNewer(event, rival)) continue;
    const made = fileEvent({ event, own: known, series: master, zones, voice, answer });
    filed.push(made);
    overrides.set(key, made.event);
  }
  return { ...(master && { master }), overrides, filed, refused };
}

function stillExists(series: JComponent, override: JComponent, { zones }: Series): boolean {
  const at = recurrenceIdOf(override);
  return at !== undefined && hasInstance(series, at, zones);
}

/** A late exception: its series was called off, or has moved on and no longer has that instance. */
function isOutdated(override: JComponent, series: JComponent, incoming: Series): boolean {
  return (
    versionOf(series).cancelled ||
    (versionOf(override).sequence < versionOf(series).sequence && !stillExists(series, override, incoming))
  );
}

function isOrganizer(series: Series, { addresses }: Voice): boolean {
  const [first] = partsOf(series);
  const organizer = first && organizerOf(first);
  return organizer !== undefined && addresses.some((address) => address.toLowerCase() === organizer);
}
