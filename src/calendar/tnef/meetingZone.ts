import type { JComponent } from '../icalendar/jcal.ts';
import { zoneByRules } from '../zones/byRules.ts';
import { embeddedZone } from '../zones/embedded.ts';
import { certain } from '../zones/names.ts';
import { vtimezone } from '../zones/vtimezone.ts';
import type { Zone } from '../zones/zone.ts';
import { lineOf, octetsOf, pid } from './meetingProperties.ts';
import type { Properties } from './properties.ts';
import { vtimezoneOfRule } from './ruleZone.ts';
import { readTimeZoneDefinition, readTimeZoneStruct, type TimeZoneRule } from './timeZoneRule.ts';

export interface MeetingZone {
  readonly tzid: string;
  readonly zone: Zone;
  readonly definition: JComponent;
}

/**
 * The organizer's zone: by its Windows name, then by its rules as a known zone, then by
 * its rules as they stand. `start` is UTC. Of a series its first start is known both in UTC and by
 * the wall, so a zone that doesn't bring the two together is not the one (undefined).
 */
export function meetingZone(properties: Properties, start: number, wall?: number): MeetingZone | undefined {
  const fits = ({ zone }: MeetingZone): boolean => wall === undefined || zone.toWall(start) === wall;
  return candidates(properties, start).find(fits);
}

function candidates(properties: Properties, start: number): MeetingZone[] {
  const struct = blob(properties, pid.timeZoneStruct, readTimeZoneStruct);
  const definition =
    blob(properties, pid.timeZoneDefinitionRecur, readTimeZoneDefinition) ??
    blob(properties, pid.timeZoneDefinitionStart, readTimeZoneDefinition);
  // Where the two disagree the struct counts ([MS-OXOCAL] 2.2.1.41): an older client changed it alone.
  const agreed = !struct || !definition?.effective || same(struct, definition.effective);
  const byName = agreed && definition ? certain(definition.name) : undefined;
  const rule = struct ?? definition?.effective;
  const found: MeetingZone[] = [];
  if (byName?.iana !== undefined) found.push(known(byName.iana, byName, start));
  if (!rule) return found;
  const tzid = tzidOf((agreed ? definition?.name : undefined) ?? lineOf(properties, pid.timeZoneDescription));
  const written = vtimezoneOfRule(tzid, rule);
  const byRules = zoneByRules(written, start, tzid);
  if (byRules?.iana !== undefined) found.push(known(byRules.iana, byRules, start));
  return [...found, { tzid, zone: embeddedZone(written, tzid), definition: written }];
}

function known(iana: string, zone: Zone, start: number): MeetingZone {
  return { tzid: iana, zone, definition: vtimezone(iana, start) };
}

function blob<Read>(properties: Properties, key: string, read: (octets: Buffer) => Read | undefined): Read | undefined {
  const octets = octetsOf(properties, key);
  return octets && read(octets);
}

function same(one: TimeZoneRule, other: TimeZoneRule): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function tzidOf(name: string): string {
  const clean = name.replaceAll('"', "'").slice(0, 200).toWellFormed();
  if (clean === '') return 'Customized Time Zone';
  // Whoever reads it must not take the rules for those of the name, which did not fit.
  return certain(clean) ? `Customized Time Zone (${clean})` : clean;
}
