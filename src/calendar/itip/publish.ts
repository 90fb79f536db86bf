import { type JComponent, without } from '../icalendar/jcal.ts';
import { parseStored } from '../icalendar/parse.ts';
import { instancesAmong, recurrenceIdOf } from '../recurrence/instance.ts';
import type { Published } from '../scheduling/read.ts';
import { compareVersions, versionOf } from '../scheduling/version.ts';
import type { Merge } from '../types.ts';
import { withoutOwnMarks } from './ownMarks.ts';
import { withPersonal } from './personal.ts';
import { assemble, openSeries, partsOf, type Series, store } from './series.ts';

/**
 * A published event (rfc5546#3.2.1) on a person's calendar: as it came, without alarms and without
 * guests, since nobody is asked. It takes the time that its TRANSP says. A later revision replaces
 * an earlier one component by component, and leaves her own alarms and colours.
 */
export function receivePublished({
  stored,
  published,
}: {
  readonly stored?: string;
  readonly published: Published;
}): Merge {
  const incoming = openSeries(published.calendar);
  const before = stored === undefined ? undefined : openSeries(parseStored(stored));
  const merged = merge(before, incoming);
  if (typeof merged === 'string') return { kind: 'unchanged', what: merged };
  const calendars = before ? [incoming.calendar, before.calendar] : [incoming.calendar];
  return { kind: 'put', what: before ? 'updated' : 'filed', ...store(assemble(partsOf(merged), calendars)) };
}

type Parts = Pick<Series, 'master' | 'overrides'>;

function merge(before: Series | undefined, incoming: Series): Parts | 'duplicate' | 'older' {
  let refused: 'duplicate' | 'older' = 'duplicate';
  let changed = false;
  let master = before?.master;
  const overrides = new Map(before?.overrides);
  const newer = (event: JComponent, known: JComponent | undefined): JComponent | undefined => {
    const order = known ? compareVersions(versionOf(event), versionOf(known)) : 1;
    if (order < 0) refused = 'older';
    if (order <= 0) return undefined;
    changed = true;
    return withPersonal(without(withoutOwnMarks(event), 'attendee'), known);
  };
  const series = incoming.master && newer(incoming.master, master);
  if (series) {
    const moments = [...overrides.values()].flatMap((override) => recurrenceIdOf(override) ?? []);
    const kept = instancesAmong(series, moments, incoming.zones);
    for (const key of overrides.keys()) if (!kept.has(key)) overrides.delete(key);
    master = series;
  }
  for (const [key, event] of incoming.overrides) {
    const made = newer(event, overrides.get(key));
    if (made) overrides.set(key, made);
  }
  return changed ? { ...(master && { master }), overrides } : refused;
}
