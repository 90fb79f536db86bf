import fc from 'fast-check';
import { invitation, newsletter, reply } from '../../bench/shapes.ts';

/** One change to a text: what is at a place is cut, doubled, moved, or something foreign is put there. */
interface Change {
  readonly at: number;
  readonly length: number;
  readonly how: 'cut' | 'double' | 'insert' | 'swap' | 'truncate';
  readonly foreign: string;
}

const fields = {
  uid: 'fuzz@fabrikam.example',
  messageId: '<fuzz@fabrikam.example>',
  organizer: 'ada@fabrikam.example',
  attendee: 'johanna@contoso.example',
  summary: 'Garden plan',
  start: new Date(Date.UTC(2026, 11, 1, 9)),
  minutes: 30,
  written: new Date(Date.UTC(2026, 10, 24, 9)),
};

/** Whole messages as real senders write them. */
export const messages: readonly string[] = [
  invitation('google', fields).toString('latin1'),
  invitation('exchange', { ...fields, method: 'CANCEL', sequence: 1 }).toString('latin1'),
  invitation('apple', fields).toString('latin1'),
  reply({ ...fields, partStat: 'ACCEPTED' }).toString('latin1'),
  newsletter({
    messageId: '<n@fabrikam.example>',
    from: 'news@fabrikam.example',
    to: 'johanna@contoso.example',
    subject: '=?utf-8?q?Fr=C3=BChling?=',
    textOctets: 2000,
    attachments: [Buffer.from('offer')],
  }).toString('latin1'),
];

/** A place in a text, as a share of its length: evenly spread, which fc.double is not. */
const place = fc.integer({ min: 0, max: 100_000 }).map((share) => share / 100_000);

/** Texts near `seeds`, with a few changes; `foreign` are the strings that hurt this reader. */
export function mutated(seeds: readonly string[], foreign: readonly string[]): fc.Arbitrary<string> {
  const change: fc.Arbitrary<Change> = fc.record({
    at: place,
    length: fc.integer({ min: 0, max: 200 }),
    how: fc.constantFrom<Change['how']>('cut', 'double', 'double', 'insert', 'insert', 'insert', 'swap', 'truncate'),
    foreign: fc.oneof(fc.constantFrom(...foreign), fc.string({ unit: 'binary', maxLength: 20 })),
  });
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(change, { maxLength: 8 }))
    .map(([seed, changes]) => changes.reduce(apply, seed).toWellFormed());
}

function apply(text: string, { at, length, how, foreign }: Change): string {
  const start = Math.floor(at * text.length);
  const head = text.slice(0, start);
  const piece = text.slice(start, start + length);
  const rest = text.slice(start + length);
  switch (how) {
    case 'cut':
      return head + rest;
    case 'double':
      return head + piece + piece + rest;
    case 'insert':
      return head + foreign + piece + rest;
    case 'swap':
      return rest + piece + head;
    case 'truncate':
      return head;
  }
}

/** The same octets in pieces cut anywhere. */
export function pieces(octets: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [...new Set(cuts.map((cut) => Math.floor(cut * octets.length)))].sort((a, b) => a - b);
  return [0, ...at].map((start, index) => octets.subarray(start, at[index] ?? octets.length));
}

export const cuts = fc.array(place, { maxLength: 12 });
