import { addressOf } from '../icalendar/calAddress.ts';
import { type JComponent, text, without, withProperty, withText } from '../icalendar/jcal.ts';
import { type Moment, wallText } from '../icalendar/moment.ts';
import { hasInstance, instanceOf, recurrenceIdOf } from '../recurrence/instance.ts';
import { recurs } from '../recurrence/rule.ts';
import { dtstampOf, sequenceOf, versionOf } from '../scheduling/version.ts';
import { excludedKeys, withExcluded } from './excluded.ts';
import { withoutOwnMarks } from './ownMarks.ts';
import { attendeesOf, type Series } from './series.ts';

/** What a change of the organizer's is to one attendee. */
export interface Concern {
  /** Something she was invited to takes place without her, or not at all. */
  readonly gone: boolean;
  /** The components a CANCEL tells her (rfc5546#3.2.5): the event, or single instances. */
  readonly farewell: readonly JComponent[];
  /** Something that she sees has changed. */
  readonly told: boolean;
  /** The components she is invited to, with EXDATE where she is not (rfc6638#3.2.6). */
  readonly view: readonly JComponent[];
  readonly invitedBefore: boolean;
}

/** One attendee's part in a series. */
interface View {
  readonly master?: JComponent;
  readonly overrides: ReadonlyMap<string, JComponent>;
  readonly without: ReadonlyMap<string, Moment>;
}

export function concernOf(
  address: string,
  before: Series | undefined,
  after: Series | undefined,
  stamp: number,
): Concern {
  const old = before ? viewOf(address, before) : nothing;
  const now = after ? viewOf(address, after) : nothing;
  const invitedBefore = isAny(old);
  const view = partsOfView(now);
  const none = { gone: false, farewell: [], told: false, view, invitedBefore };
  if (!invitedBefore) return { ...none, told: view.length > 0 };
  if (old.master && !now.master) {
    const farewell = [calledOff(after?.master ?? old.master, old.master, stamp)];
    return { ...none, gone: true, farewell, told: view.length > 0 };
  }
  const farewells = new Map<string, JComponent>();
  const lost = (key: string, at: Moment): void => {
    const known = old.overrides.get(key) ?? (old.master && before && instanceOf(old.master, at, before.zones));
    const still =
      now.overrides.has(key) ||
      (now.master && after && !now.without.has(key) && hasInstance(now.master, at, after.zones));
    if (!known || still) return;
    farewells.set(key, calledOff(after?.overrides.get(key) ?? known, known, stamp));
  };
  for (const [key, moment] of now.without) if (!old.without.has(key)) lost(key, moment);
  // An instance that the new rule does not have is gone with the rule; one that was an exception of hers is not.
  for (const [key, part] of old.overrides) {
    const at = recurrenceIdOf(part);
    if (at && !now.master) lost(key, at);
  }
  const told = seen(old, farewells) !== seen(now, farewells);
  return { ...none, gone: farewells.size > 0, farewell: [...farewells.values()], told };
}

const nothing: View = { overrides: new Map(), without: new Map() };

function viewOf(address: string, series: Series): View {
  const invited = (part: JComponent): boolean =>
    attendeesOf(part).some((line) => addressOf(line) === address) && !versionOf(part).cancelled;
  const master = series.master && invited(series.master) ? series.master : undefined;
  const overrides = new Map([...series.overrides].filter(([, part]) => invited(part)));
  const without = new Map(master ? excludedKeys(master, series.zones) : []);
  for (const [key, part] of series.overrides) {
    const at = recurrenceIdOf(part);
    if (master && at && !overrides.has(key)) without.set(key, at);
  }
  return { ...(master && { master }), overrides, without };
}

function isAny(view: View): boolean {
  return view.master !== undefined || view.overrides.size > 0;
}

function partsOfView({ master, overrides, without }: View): JComponent[] {
  const series = master && (recurs(master) ? withExcluded(withExcluded(master, []), [...without.values()]) : master);
  return series ? [series, ...overrides.values()] : [...overrides.values()];
}

/** What an attendee would notice; instances that she is told are off are no other news. */
function seen({ master, overrides, without }: View, told: ReadonlyMap<string, unknown>): string {
  const excluded = [...without.keys()].filter((key) => !told.has(key)).sort();
  const parts = [...overrides].filter(([key]) => !told.has(key)).map(([key, part]) => [key, signature(part)] as const);
  return JSON.stringify([
    master && signature(master),
    excluded,
    parts.sort(([one], [other]) => (one < other ? -1 : 1)),
  ]);
}

const UNNOTICED = ['attendee', 'organizer', 'dtstamp', 'last-modified', 'created', 'sequence', 'exdate', 'transp'];
/** Of the many X- properties that clients count and note in, these are read by people. */
const NOTICED = ['x-alt-desc', 'x-google-conference', 'x-microsoft-skypeteamsmeetingurl'];
const PRIVATE = ['color', 'categories', 'class', 'priority'];

/** What people read of a component, comparable as text. */
export function signature(part: JComponent): string {
  const lines = without(withoutOwnMarks(part), ...UNNOTICED, ...PRIVATE)[1].filter(
    ([name]) => !name.startsWith('x-') || NOTICED.includes(name),
  );
  return JSON.stringify(lines.map((line) => JSON.stringify(line)).sort());
}

/** rfc5546#3.2.5: a later revision than what was said before, with those on it who were invited. */
function calledOff(latest: JComponent, known: JComponent, stamp: number): JComponent {
  const whole = text(latest, 'recurrence-id') === '' && latest === known;
  const sequence = Math.max(sequenceOf(latest), sequenceOf(known) + (whole ? 1 : 0));
  const dtstamp = Math.max(dtstampOf(latest), stamp);
  const [name, properties, parts] = without(latest, 'attendee');
  let off: JComponent = [name, [...properties, ...attendeesOf(known)], parts];
  off = withProperty(off, ['sequence', {}, 'integer', sequence]);
  off = withText(off, 'dtstamp', wallText(dtstamp, 'utc'), 'date-time');
  return withText(off, 'status', 'CANCELLED');
}
