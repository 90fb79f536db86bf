import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Temporal } from 'temporal-polyfill';
import { windowsZones } from '../windowsZones.generated.ts';
import { embeddedZone } from './embedded.ts';
import { ianaZone } from './iana.ts';
import { vtimezone } from './vtimezone.ts';

const HOUR = 3_600_000;
const some = [
  'Europe/Paris',
  'America/New_York',
  'Africa/Casablanca',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Europe/Dublin',
];

test('ITIP-16 both directions agree with Temporal at every hour around the changes', () => {
  for (const name of some) {
    const zone = ianaZone(name);
    assert.ok(zone);
    for (let utc = Date.UTC(2026, 1, 1); utc < Date.UTC(2026, 11, 1); utc += 7 * HOUR) {
      const local = Temporal.Instant.fromEpochMilliseconds(utc).toZonedDateTimeISO(name).toPlainDateTime();
      const wall = local.toZonedDateTime('UTC').epochMilliseconds;
      assert.equal(zone.toWall(utc), wall, `${name} ${local}`);
      assert.equal(zone.toUtc(wall), local.toZonedDateTime(name).epochMilliseconds, `${name} ${local}`);
    }
  }
});

test('ITIP-16 a skipped time is read with the offset before the gap', () => {
  const zone = ianaZone('Europe/Paris');
  assert.equal(zone?.toUtc(Date.UTC(2026, 2, 29, 2, 30)), Date.UTC(2026, 2, 29, 1, 30));
});

test('ITIP-10 the VTIMEZONE that we write gives the same hours to who reads nothing else', () => {
  for (const name of some) {
    const zone = ianaZone(name);
    const written = embeddedZone(vtimezone(name, Date.UTC(2026, 5, 1)), name);
    for (let utc = Date.UTC(2026, 0, 1); utc < Date.UTC(2029, 0, 1); utc += 61 * HOUR) {
      const wall = zone?.toWall(utc) ?? 0;
      // An hour shown twice is read as either; what counts is every other hour.
      if (zone?.toUtc(wall) === utc && zone.toUtc(wall + HOUR) === utc + HOUR)
        assert.equal(written.toUtc(wall), utc, `${name} ${new Date(wall).toISOString()}`);
    }
  }
});

test('ITIP-16 every Windows zone of the table is a zone', () => {
  for (const [windows, iana] of windowsZones) assert.ok(ianaZone(iana), windows);
});

test('ITIP-15 a made-up zone can’t be made expensive', () => {
  const zone = embeddedZone(
    [
      'vtimezone',
      [['tzid', {}, 'text', 'evil']],
      [
        [
          'standard',
          [
            ['dtstart', {}, 'date-time', '1601-01-01T00:00:00'],
            ['tzoffsetfrom', {}, 'utc-offset', '+00:00'],
            ['tzoffsetto', {}, 'utc-offset', '+01:00'],
            ['rrule', {}, 'recur', { freq: 'SECONDLY' }],
          ],
          [],
        ],
      ],
    ],
    'evil',
  );
  assert.equal(zone.toUtc(Date.UTC(2026, 0, 1)), Date.UTC(2025, 11, 31, 23));
});
