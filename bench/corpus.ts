import { createHash } from 'node:crypto';
import { type InvitationShape, invitation, newsletter } from './shapes.ts';

/** Mail to send in one measured run, in order. */
export interface Load {
  readonly messages: readonly { readonly octets: Buffer; readonly recipient: string }[];
  /** Octets of all messages. */
  readonly size: number;
}

export type LoadName = 'corpus' | 'dropped' | 'invitations';

/** Messages of one pass of the corpus, of which 70 % are newsletters; 41.5 MB in all. */
const corpusLength = 200;
const newsletters = 140;
/** Every fifth newsletter carries an offer. */
const attachmentEvery = 5;

/** Addresses the loads are sent to. */
export const people: readonly string[] = [
  'johanna',
  'jakob',
  'tomislav',
  ...Array.from({ length: 17 }, (_, index) => `person-${index + 4}`),
].map((name) => `${name}@contoso.example`);

/**
 * `count` messages of a kind. The same `seed` gives the same mail; invitations of
 * different seeds never share a UID, so that each is really filed.
 */
export function generateLoad(name: LoadName, count: number, seed: string): Load {
  const passes = new Map<number, Buffer>();
  const messages = Array.from({ length: count }, (_, index) => {
    const recipient = people[index % people.length] ?? '';
    return { octets: octetsOf(name, index, recipient, seed, passes), recipient };
  });
  return { messages, size: messages.reduce((sum, { octets }) => sum + octets.length, 0) };
}

function octetsOf(name: LoadName, index: number, recipient: string, seed: string, passes: Map<number, Buffer>): Buffer {
  switch (name) {
    case 'invitations':
      return invitationNumber(index, recipient, seed);
    case 'dropped':
      return remembered(passes, index % 50, () => newsletterNumber(index % 50, recipient, 4300, 0));
    case 'corpus': {
      const position = index % corpusLength;
      // Seven newsletters, then three invitations, and again.
      if (position % 10 >= 7) return invitationNumber(index, recipient, seed);
      return remembered(passes, position, () => corpusNewsletter(position, recipient));
    }
  }
}

function corpusNewsletter(position: number, recipient: string): Buffer {
  const number = Math.floor(position / 10) * 7 + (position % 10);
  const spread = (number * 37) % newsletters;
  const textOctets = 20_000 + Math.round((80_000 * spread) / newsletters);
  // 0.2 to 2 MB as they travel, in base64.
  const attached = number % attachmentEvery === 0 ? 150_000 + Math.round((1_330_000 * ((number * 11) % 24)) / 24) : 0;
  return newsletterNumber(number, recipient, textOctets, Math.round(attached * 1.14));
}

function newsletterNumber(number: number, recipient: string, textOctets: number, attached: number): Buffer {
  return newsletter({
    messageId: `<newsletter-${number}@news.fabrikam.example>`,
    from: 'news@fabrikam.example',
    to: recipient,
    subject: `Offers of the week, number ${number}`,
    textOctets,
    attachments: attached === 0 ? [] : [noise(attached, number)],
  });
}

const shapes: readonly InvitationShape[] = ['google', 'exchange', 'apple'];
/** Work hours of the weeks from here on, so that a calendar is filled as people fill it. */
const firstDay = Date.UTC(2026, 10, 30, 8);

function invitationNumber(index: number, recipient: string, seed: string): Buffer {
  const uid = `${seed}-${index}`;
  const octets = invitation(shapes[index % shapes.length] ?? 'google', {
    uid: `${uid}@fabrikam.example`,
    messageId: `<${uid}@mail.fabrikam.example>`,
    organizer: 'ada@fabrikam.example',
    attendee: recipient,
    summary: `Garden plan ${index}`,
    start: new Date(firstDay + (index % 500) * 86_400_000 + (index % 9) * 3_600_000),
    minutes: 45,
    written: new Date(Date.UTC(2026, 10, 24, 9)),
  });
  return Buffer.concat([homeVerdict, octets]);
}

/** What the home found out about the sender, above its own Received line. */
const homeVerdict = Buffer.from(
  'Authentication-Results: mx.contoso.example; spf=pass smtp.mailfrom=fabrikam.example;\r\n dkim=pass header.d=fabrikam.example; dmarc=pass header.from=fabrikam.example\r\n',
);

function remembered(passes: Map<number, Buffer>, position: number, make: () => Buffer): Buffer {
  const known = passes.get(position);
  if (known !== undefined) return known;
  const made = make();
  passes.set(position, made);
  return made;
}

/** Octets that look like a compressed file, the same at each run. */
function noise(length: number, seed: number): Buffer {
  const octets = Buffer.alloc(length);
  let block = createHash('sha256').update(`noise ${seed}`).digest();
  for (let at = 0; at < length; at += block.length) {
    block.copy(octets, at);
    block = createHash('sha256').update(block).digest();
  }
  return octets;
}
