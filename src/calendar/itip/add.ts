import { type JComponent, property, scheduled, withProperty } from '../icalendar/jcal.ts';
import { type Moment, momentProperty, startOf } from '../icalendar/moment.ts';
import { parseStored } from '../icalendar/parse.ts';
import { hasInstance, keyOf } from '../recurrence/instance.ts';
import { componentsOf } from '../scheduling/read.ts';
import { compareVersions, versionOf } from '../scheduling/version.ts';
import type { Merge } from '../types.ts';
import type { Receiving } from './attendee.ts';
import { fileEvent } from './fileEvent.ts';
import { assemble, openSeries, partsOf, store } from './series.ts';

/**
 * An ADD (rfc5546#3.2.4): instances more for an event that she has. Each becomes an RDATE of
 * the series with an override that describes it. Of an unknown event nothing can be added.
 */
export function receiveAdd({ stored, message, attendee }: Receiving): Merge {
  if (stored === undefined) return { kind: 'unchanged', what: 'unknown-event' };
  const before = openSeries(parseStored(stored));
  const incoming = openSeries(componentsOf(message));
  let { master } = before;
  if (!master) return { kind: 'unchanged', what: 'unknown-event' };
  const overrides = new Map(before.overrides);
  let refused: 'duplicate' | 'older' = 'duplicate';
  let added = 0;
  for (const event of scheduled(incoming.calendar)) {
    // One that names an instance changes it, and is no addition.
    if (property(event, 'recurrence-id')) continue;
    const start = startOf(event);
    if (!start) continue;
    const instance = withProperty(event, momentProperty('recurrence-id', start));
    const key = keyOf(start, incoming.zones);
    const known = overrides.get(key) ?? master;
    const order = compareVersions(versionOf(event), versionOf(known));
    if (order <= 0) {
      refused = order < 0 ? 'older' : refused;
      continue;
    }
    const zones = { incoming: incoming.zones, stored: before.zones };
    const own = overrides.get(key);
    const made = fileEvent({ event: instance, own, series: undefined, zones, voice: attendee, answer: undefined });
    overrides.set(key, made.event);
    if (!hasInstance(master, start, incoming.zones)) master = withDate(master, start);
    added++;
  }
  if (added === 0) return { kind: 'unchanged', what: refused };
  const calendar = assemble(partsOf({ master, overrides }), [before.calendar, incoming.calendar]);
  return { kind: 'put', what: 'instance-added', ...store(calendar) };
}

function withDate(series: JComponent, start: Moment): JComponent {
  return [series[0], [...series[1], momentProperty('rdate', start)], series[2]];
}
