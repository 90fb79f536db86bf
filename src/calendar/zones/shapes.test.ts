/** What programs call their zones, and whether the hour is right on both sides of a change of the clock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { events, type JComponent } from '../icalendar/jcal.ts';
import { startOf } from '../icalendar/moment.ts';
import { isProblem, parseCalendar } from '../icalendar/parse.ts';
import { zoneBook, zoneOf } from './book.ts';

interface Observance {
  readonly from: string;
  readonly to: string;
  /** First day and hour, and the rule. */
  readonly start: string;
  readonly rule?: string;
}

const centralEurope: Observance[] = [
  { from: '+0100', to: '+0200', start: '19700329T020000', rule: 'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU' },
  { from: '+0200', to: '+0100', start: '19701025T030000', rule: 'FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU' },
];
/** Outlook dates its rules from the first year that Windows knows. */
const outlookEurope: Observance[] = [
  { from: '+0200', to: '+0100', start: '16011028T030000', rule: 'FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10' },
  { from: '+0100', to: '+0200', start: '16010325T020000', rule: 'FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3' },
];
const eastern: Observance[] = [
  { from: '-0500', to: '-0400', start: '20070311T020000', rule: 'FREQ=YEARLY;BYMONTH=3;BYDAY=2SU' },
  { from: '-0400', to: '-0500', start: '20071104T020000', rule: 'FREQ=YEARLY;BYMONTH=11;BYDAY=1SU' },
];
const southEast: Observance[] = [
  { from: '+1100', to: '+1000', start: '20080406T030000', rule: 'FREQ=YEARLY;BYMONTH=4;BYDAY=1SU' },
  { from: '+1000', to: '+1100', start: '20081005T020000', rule: 'FREQ=YEARLY;BYMONTH=10;BYDAY=1SU' },
];
const fixed = (offset: string): Observance[] => [{ from: offset, to: offset, start: '19700101T000000' }];

/** An event at 10:00 on each of these days, in a zone that is called and described so. */
function calendar(
  tzid: string,
  observances: readonly Observance[] | undefined,
  days: readonly string[],
  more = '',
): JComponent {
  const definition = observances
    ? [
        'BEGIN:VTIMEZONE',
        `TZID:${tzid}`,
        ...(more === '' ? [] : [more]),
        ...observances.flatMap(({ from, to, start, rule }) => {
          const kind = to > from ? 'DAYLIGHT' : 'STANDARD';
          return [
            `BEGIN:${kind}`,
            `TZOFFSETFROM:${from}`,
            `TZOFFSETTO:${to}`,
            `DTSTART:${start}`,
            ...(rule ? [`RRULE:${rule}`] : []),
            `END:${kind}`,
          ];
        }),
        'END:VTIMEZONE',
      ]
    : [];
  const quoted = /[,:;]/.test(tzid) ? `"${tzid}"` : tzid;
  const parsed = parseCalendar(
    [
      'BEGIN:VCALENDAR',
      ...definition,
      ...days.flatMap((day, index) => [
        'BEGIN:VEVENT',
        `UID:${index}`,
        `DTSTART;TZID=${quoted}:${day}T100000`,
        'END:VEVENT',
      ]),
      'END:VCALENDAR',
    ].join('\r\n'),
  );
  assert.ok(!isProblem(parsed), JSON.stringify(parsed));
  return parsed;
}

function hours(parsed: JComponent): string[] {
  // Whoever looks sits somewhere else: what is not understood would be read in her zone.
  const zones = zoneBook(parsed, 'Asia/Tokyo');
  return events(parsed).map((event) => {
    const start = startOf(event);
    assert.ok(start);
    return new Date(zones.instant(start)).toISOString().slice(11, 16);
  });
}

/** The days before and after each change of 2026/27, and what 10:00 is in UTC then. */
const europeanDays = ['20261024', '20261026', '20270327', '20270329'];
const europeanHours = ['08:00', '09:00', '09:00', '08:00'];
const easternDays = ['20261031', '20261102', '20270313', '20270315'];
const easternHours = ['14:00', '15:00', '15:00', '14:00'];
const southDays = ['20261003', '20261005', '20270403', '20270405'];
const southHours = ['00:00', '23:00', '23:00', '00:00'];

test('ZONE-1 names that leave no doubt need no VTIMEZONE', () => {
  const european = [
    'Europe/Paris',
    'europe/paris',
    'W. Europe Standard Time',
    'ROMANCE STANDARD TIME',
    '"Europe/Berlin"',
    ' Europe/Berlin ',
    '/freeassociation.sourceforge.net/Europe/Paris',
    '/freeassociation.sourceforge.net/Tzfile/Europe/Paris',
    '/softwarestudio.org/Olson_20011030_5/Europe/Paris',
    '/mozilla.org/20070129_1/Europe/Paris',
    '/citadel.org/20210210_1/Europe/Berlin',
    'freeassociation.sourceforge.net/Tzfile/Europe/Paris',
    '(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna',
    '(GMT+01.00) Amsterdam / Berlin / Bern / Rome / Stockholm / Vienna',
    '(UTC+01:00) Brussels, Copenhagen, Madrid, Paris',
  ];
  for (const tzid of european) assert.deepEqual(hours(calendar(tzid, undefined, europeanDays)), europeanHours, tzid);
  for (const tzid of [
    'America/New_York',
    'Eastern Standard Time',
    '(UTC-05:00) Eastern Time (US & Canada)',
    '/softwarestudio.org/Olson_20011030_5/America/New_York',
  ])
    assert.deepEqual(hours(calendar(tzid, undefined, easternDays)), easternHours, tzid);
  for (const tzid of ['Australia/Sydney', 'AUS Eastern Standard Time', '(UTC+10:00) Canberra, Melbourne, Sydney'])
    assert.deepEqual(hours(calendar(tzid, undefined, southDays)), southHours, tzid);
  for (const tzid of [
    'tzone://Microsoft/Utc',
    'UTC',
    'Etc/UTC',
    'Z',
    'GMT',
    '(UTC) Coordinated Universal Time',
    '/freeassociation.sourceforge.net/Tzfile/UTC',
  ])
    assert.deepEqual(hours(calendar(tzid, undefined, ['20260715'])), ['10:00'], tzid);
});

test('ZONE-2 a name that says nothing: the zone with the same rules, and the same hours', () => {
  const table: [string, Observance[], string[], string[], RegExp][] = [
    ['Customized Time Zone', outlookEurope, europeanDays, europeanHours, /^Europe\//],
    ['tzone://Microsoft/Custom', outlookEurope, europeanDays, europeanHours, /^Europe\//],
    [
      '(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien',
      outlookEurope,
      europeanDays,
      europeanHours,
      /^Europe\/(Amsterdam|Berlin)$/,
    ],
    ['(GMT+01.00) Paris / Madrid', centralEurope, europeanDays, europeanHours, /^Europe\/(Paris|Madrid)$/],
    ['Western/Central Europe', centralEurope, europeanDays, europeanHours, /^Europe\//],
    ['Eastern', eastern, easternDays, easternHours, /^America\/New_York$/],
    ['Customized Time Zone 1', southEast, southDays, southHours, /^Australia\//],
    ['GMT+0530', fixed('+0530'), ['20260715'], ['04:30'], /^Asia\/(Calcutta|Kolkata|Colombo)$/],
    ['GMT+0100', fixed('+0100'), ['20260715'], ['09:00'], /^Etc\/GMT-1$/],
  ];
  for (const [tzid, observances, days, expected, iana] of table) {
    const parsed = calendar(tzid, observances, days);
    assert.deepEqual(hours(parsed), expected, tzid);
    assert.match(zoneOf(parsed, tzid)?.iana ?? 'none', iana, tzid);
  }
});

test('ZONE-3 rules that no zone has are kept as they stand', () => {
  const table: [string, Observance[], string[], string[]][] = [
    // An hour later than the European change, and a month earlier than any.
    [
      'Garden Time',
      [
        { from: '+0100', to: '+0200', start: '19700329T030000', rule: 'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU' },
        { from: '+0200', to: '+0100', start: '19700927T030000', rule: 'FREQ=YEARLY;BYMONTH=9;BYDAY=-1SU' },
      ],
      ['20260926', '20260928', '20270327', '20270329'],
      ['08:00', '09:00', '09:00', '08:00'],
    ],
    ['Customized Time Zone', fixed('+0115'), ['20260715'], ['08:45']],
    // Summer time that ends for good is Central Europe's only as long as it lasts.
    [
      'Was Europe',
      [
        ...centralEurope.slice(0, 1).map((each) => ({ ...each, rule: `${each.rule};UNTIL=20260329T010000Z` })),
        ...centralEurope.slice(1).map((each) => ({ ...each, rule: `${each.rule};UNTIL=20261025T010000Z` })),
      ],
      ['20261024', '20261026', '20270329'],
      ['08:00', '09:00', '09:00'],
    ],
  ];
  for (const [tzid, observances, days, expected] of table) {
    const parsed = calendar(tzid, observances, days);
    assert.deepEqual(hours(parsed), expected, tzid);
    assert.equal(zoneOf(parsed, tzid)?.iana, undefined, tzid);
  }
});

test('ZONE-4 a short name means what its VTIMEZONE says where the two differ', () => {
  // IANA has EST without summer time, CET with; these senders mean otherwise.
  assert.deepEqual(hours(calendar('EST', eastern, easternDays)), easternHours);
  assert.deepEqual(hours(calendar('CET', fixed('+0100'), europeanDays)), ['09:00', '09:00', '09:00', '09:00']);
  assert.deepEqual(hours(calendar('CET', centralEurope, europeanDays)), europeanHours);
  // Shown names too: the offset in front has to be the zone's, and the rules the VTIMEZONE's.
  assert.deepEqual(hours(calendar('(UTC+01:00) Amsterdam', fixed('+0100'), europeanDays)), [
    '09:00',
    '09:00',
    '09:00',
    '09:00',
  ]);
});

test('ZONE-5 a name that means nothing here, without rules, is no zone; nor is one that contradicts itself', () => {
  for (const tzid of [
    'Garden Time',
    'Europe/Atlantis',
    '/mozilla.org/20070129_1/Atlantis',
    '(UTC+05:00) Paris',
    '(UTC+99) X',
    '(UTC',
  ])
    assert.equal(zoneOf(calendar(tzid, undefined, ['20261124']), tzid), undefined, tzid);
});

test('ZONE-2 X-LIC-LOCATION names the zone of a VTIMEZONE', () => {
  const parsed = calendar('Nearby', centralEurope, europeanDays, 'X-LIC-LOCATION:Europe/Vienna');
  assert.equal(zoneOf(parsed, 'Nearby')?.iana, 'Europe/Vienna');
});
