/**
 * What our tests write as TNEF, read by programs that share nothing with our reader:
 * ytnef makes iCalendar of a meeting itself, tnef checks structure and sums.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { calendarOfTnef } from '../../src/calendar/tnef/calendarOfTnef.ts';
import { berlin, type WrittenMeeting, writeMeeting } from '../../src/calendar/tnef/testing/meeting.ts';
import { requirePeer } from '../peers/peers.ts';

const run = promisify(execFile);

const meetings: readonly WrittenMeeting[] = [
  { zone: berlin, location: 'Orangerie', sequence: 2 },
  // The UID of another program inside the id, which [MS-ASEMAIL] 4.3 shows, ytnef 2.0 leaves in hexadecimal;
  // the first of a month it calls the 31st of the one before.
  { id: { data: '2a5844b3a444f74a9c246c60886f116b' }, start: '2026-12-08T13:30:00Z' },
  {
    zone: berlin,
    start: '2026-11-30T09:00:00Z',
    recurrence: {
      frequency: 0x200b,
      patternType: 1,
      period: 2,
      specific: [0b0010010],
      start: '2026-11-30T10:00',
      minutes: 60,
      end: { count: 6 },
      deleted: ['2026-12-14'],
      exceptions: [
        { original: '2026-12-03T10:00', start: '2026-12-04T11:00', end: '2026-12-04T12:00', subject: 'Moved' },
      ],
    },
  },
  {
    zone: berlin,
    start: '2026-11-16T09:00:00Z',
    recurrence: {
      // Monthly: of a daily rule ytnef leaves the interval out, which is in minutes.
      frequency: 0x200c,
      patternType: 2,
      period: 2,
      specific: [16],
      start: '2026-11-16T10:00',
      minutes: 60,
      end: { count: 5 },
    },
  },
];

/** Of iCalendar text what both say: names with their values, RRULE in parts; times in UTC. */
function facts(ics: string): Record<string, string> {
  const lines = ics.replace(/\r?\n /g, '').split(/\r?\n/);
  const event = lines.slice(lines.indexOf('BEGIN:VEVENT'), lines.indexOf('END:VEVENT'));
  const wanted = ['UID', 'SEQUENCE', 'DTSTAMP', 'RRULE', 'LOCATION'];
  return Object.fromEntries(
    event.flatMap((line) => {
      const name = line.split(/[:;]/)[0] ?? '';
      if (!wanted.includes(name)) return [];
      const value = line.slice(line.indexOf(':') + 1).trim();
      // ytnef writes no WKST.
      const parts = value.split(';').filter((part) => !part.startsWith('WKST='));
      return [[name, name === 'RRULE' ? parts.sort().join(';') : value]];
    }),
  );
}

async function written(t: TestContext, octets: Buffer): Promise<{ directory: string; file: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'passerelle-tnef-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const file = join(directory, 'winmail.dat');
  await writeFile(file, octets);
  return { directory, file };
}

test('TNEF-14 ytnef makes the same iCalendar of our meetings', async (t) => {
  if (!requirePeer(t, 'ytnef', '/usr/bin/ytnef')) return;
  for (const meeting of meetings) {
    const octets = writeMeeting(meeting);
    const { directory, file } = await written(t, octets);
    await run('/usr/bin/ytnef', ['-f', directory, file]);
    const theirs = await readFile(join(directory, 'MtgReq.ics'), 'utf8');
    const ours = calendarOfTnef(octets, { from: 'anna@fabrikam.example', at: 0 });
    assert.ok(ours.kind === 'calendar', JSON.stringify(ours));
    assert.deepEqual(facts(ours.ics), facts(theirs));
    // Theirs is in UTC whatever the zone.
    const start = /DTSTART:(\d{8}T\d{6}Z)/.exec(theirs)?.[1];
    assert.equal(start, (meeting.start ?? '2026-11-26T09:00:00Z').replaceAll(/[-:]/g, ''));
  }
});

test('TNEF-14 tnef finds structure and checksums right, and refuses a wrong one', async (t) => {
  if (!requirePeer(t, 'tnef', '/usr/bin/tnef')) return;
  const octets = writeMeeting({ ...meetings[2], attachments: [{ title: 'plan.txt', data: Buffer.from('a plan') }] });
  const { directory, file } = await written(t, octets);
  await run('/usr/bin/tnef', [`--directory=${directory}`, file]);
  assert.equal(await readFile(join(directory, 'plan.txt'), 'utf8'), 'a plan');
  const wrong = Buffer.from(octets);
  wrong[700] = (wrong[700] ?? 0) ^ 1;
  await writeFile(file, wrong);
  const { stderr } = await run('/usr/bin/tnef', ['-v', `--directory=${directory}`, file]).catch((failed) => failed);
  assert.match(String(stderr), /checksum/i);
});
