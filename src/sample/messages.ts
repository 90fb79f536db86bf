/** What arrives at the sample home from fabrikam.example: a week's worth of mail, in half a minute. */
import { composeMessage } from '../mail/compose.ts';
import { mailDate } from '../mail/mailDate.ts';
import type { Clock } from '../platform/clock.ts';
import { type Random, systemRandom } from '../platform/random.ts';
import type { OutsideMessage, SampleHome } from './home.ts';
import { fromApple, fromExchange, fromGoogle, type Meeting } from './messages/shapes.ts';
import { dayOfWeek } from './messages/week.ts';

const ann = { address: 'ann@fabrikam.example', name: 'Ann Beck' };
const luc = { address: 'luc@fabrikam.example', name: 'Luc Moreau' };
const johanna = 'johanna@contoso.example';
const jakob = 'jakob@contoso.example';
const tomislav = 'tomislav@contoso.example';

/** Sends all of it over real SMTP, one after the other. Rejects when the home refuses one. */
export async function playSample(home: SampleHome, clock: Clock, random: Random = systemRandom): Promise<void> {
  const now = clock.now();
  // Each run has events of its own, in the same data directory too.
  const run = random.uuid();
  for (const message of sampleMessages(now, run)) await home.sendFromOutside(message);
  // The hub must have the invitation before it hears of the answer: in life, people take longer.
  await home.copiesSettled();
  await home.answerFromHome({ person: tomislav, partStat: 'ACCEPTED', uid: quotationCall(now, run).uid });
}

/** In the order of their arrival. */
function sampleMessages(now: number, run: string): OutsideMessage[] {
  const review = gardenReview(now, run);
  const coffee = coffeeBreak(now, run);
  return [
    invitation(fromGoogle, review),
    invitation(fromExchange, siteMeeting(now, run)),
    invitation(fromApple, coffee),
    newsletter(now, run),
    // An hour later than first said.
    invitation(fromGoogle, { ...review, from: '1100', to: '1200', sequence: 1, at: now + 1000 }),
    invitation(fromApple, { ...coffee, method: 'CANCEL', sequence: 1, at: now + 1000 }),
    invitation(fromGoogle, quotationCall(now, run)),
    { ...invitation(fromGoogle, spoof(now, run)), from: 'bounces@spoofer.example', greeting: 'host7.spoofer.example' },
  ];
}

function invitation(shape: (meeting: Meeting) => Buffer, meeting: Meeting): OutsideMessage {
  return { from: meeting.organizer.address, to: meeting.attendees, octets: shape(meeting) };
}

function gardenReview(now: number, run: string): Meeting {
  return {
    uid: `garden-review-${run}@google.com`,
    method: 'REQUEST',
    summary: 'Garden plan review',
    location: 'Fabrikam\\, Rue des Lilas 4',
    organizer: ann,
    attendees: [johanna],
    day: dayOfWeek(now, 3),
    from: '1000',
    to: '1100',
    sequence: 0,
    at: now,
  };
}

/** A weekly series. */
function siteMeeting(now: number, run: string): Meeting {
  return {
    uid: `040000008200E00074C5B7101A82E008${run.replaceAll('-', '').toUpperCase()}`,
    method: 'REQUEST',
    summary: 'Site meeting Orchard Park',
    location: 'Site office',
    organizer: luc,
    attendees: [jakob],
    day: dayOfWeek(now, 2),
    from: '0830',
    to: '0915',
    recurrence: 'FREQ=WEEKLY;COUNT=8',
    sequence: 0,
    at: now,
  };
}

function coffeeBreak(now: number, run: string): Meeting {
  return {
    uid: run.toUpperCase(),
    method: 'REQUEST',
    summary: 'Coffee and seed catalogues',
    organizer: ann,
    attendees: [tomislav],
    day: dayOfWeek(now, 4),
    from: '1500',
    to: '1530',
    sequence: 0,
    at: now,
  };
}

/** The one that is answered at home. */
function quotationCall(now: number, run: string): Meeting {
  return {
    uid: `quotation-call-${run}@google.com`,
    method: 'REQUEST',
    summary: 'Quotation call: terrace',
    organizer: luc,
    attendees: [tomislav, johanna],
    day: dayOfWeek(now, 4),
    from: '1100',
    to: '1130',
    sequence: 0,
    at: now,
  };
}

/** It says it is from a colleague; it comes from somewhere else. */
function spoof(now: number, run: string): Meeting {
  return {
    uid: `urgent-${run}@spoofer.example`,
    method: 'REQUEST',
    summary: 'Urgent: new bank details',
    organizer: { address: tomislav, name: 'Tomislav Horvat' },
    attendees: [johanna],
    day: dayOfWeek(now, 4),
    from: '0900',
    to: '0930',
    sequence: 0,
    at: now,
  };
}

/** Octets of the catalogue. */
const catalogueOctets = 2 * 1024 * 1024;

function newsletter(now: number, run: string): OutsideMessage {
  const octets = composeMessage({
    headers: [
      ['From', '"Fabrikam Nursery" <news@fabrikam.example>'],
      ['To', 'customers@fabrikam.example'],
      ['Subject', 'Spring catalogue: 40 new roses'],
      ['Date', mailDate(now)],
      ['Message-ID', `<catalogue-${run}@fabrikam.example>`],
      ['List-Unsubscribe', '<mailto:leave@fabrikam.example>'],
    ],
    body: {
      kind: 'multipart',
      subtype: 'mixed',
      boundary: '=_sample-newsletter',
      parts: [
        { kind: 'text', type: 'text/plain', text: 'The new catalogue is attached.\n' },
        {
          kind: 'attachment',
          type: 'application/pdf',
          fileName: 'catalogue.pdf',
          octets: Buffer.alloc(catalogueOctets, 'roses and more roses '),
        },
      ],
    },
  });
  return { from: 'news@fabrikam.example', to: [johanna, jakob], octets };
}
