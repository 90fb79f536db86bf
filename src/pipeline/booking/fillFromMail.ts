/**
 * First fill from a home mailbox: a message that lies there already is booked as if it
 * arrived now, for its owner alone, once. Trust is judged as ever (law L7); mails nobody.
 */
import { createHash } from 'node:crypto';
import { addressesOf, personById } from '../../directory/recipients.ts';
import type { Directory, Person } from '../../directory/types.ts';
import { parseAddresses } from '../../mail/address.ts';
import { headerValue } from '../../mail/headerBlock.ts';
import type { Header, KeptMessage } from '../../mail/message.ts';
import { MessageScanner } from '../../mail/scanner/scanner.ts';
import { decideAndCommit, type HubContext } from '../context.ts';
import { decide } from '../inbound/decide.ts';
import type { Opened } from '../inbound/opened.ts';
import { openMessage } from '../inbound/openMessage.ts';
import { type Effect, recordsOf } from '../inbound/records.ts';
import type { HubServices } from '../services.ts';
import { bookMessage } from './bookMessage.ts';
import { publishedIn } from './bookPublished.ts';

export function createFillFromMail(context: HubContext): Pick<HubServices, 'fillFromMail'> {
  return {
    async fillFromMail(personId, message) {
      const person = personById(context.directory(), personId);
      if (!person?.enabled) {
        return { kind: 'problem', status: 404, code: 'no-such-person', message: 'no such person' };
      }
      const { kept, meeting } = scan(message);
      const opened = open(context, person, kept.headers);
      const { originKeys, limits } = context;
      const decision = decide(
        opened,
        { originKeys, hops: limits.hops },
        kept.calendaring ?? (meeting ? 'unreadable' : publishedIn(opened.directory, kept.forms) ? 'PUBLISH' : false),
      );
      if (decision.kind !== 'calendaring') {
        const effect = decision.kind === 'drop' ? decision.effect : 'no calendaring';
        return { kind: 'filled', decision: 'drop', effect };
      }
      // A rule's CalendarBooking-Response would answer the organizer: nothing is answered here.
      const outcome = { ...decision.outcome, headers: [] };
      const key = `fill:${personId}:${identityOf(opened.messageId, message)}`;
      return decideAndCommit(context, async () => {
        if ((await context.store.reads.ledger([key])).size > 0) {
          return { writes: [], result: { kind: 'filled' as const, decision: 'drop', effect: 'read before' } };
        }
        const booked = await bookMessage(context, opened, kept, outcome, message, true);
        const [recipient] = opened.recipients;
        const effect: Effect = recipient ? booked.effect(recipient) : { decision: 'drop', effect: 'no such person' };
        const once = { type: 'addLedger', entries: [{ key, at: opened.at }] } as const;
        return {
          writes: [...booked.writes, once],
          records: recordsOf(context, opened, kept.size, () => effect, outcome),
          result: { kind: 'filled' as const, decision: effect.decision, effect: effect.effect },
        };
      });
    },
  };
}

function scan(message: Buffer): { kept: KeptMessage; meeting: boolean } {
  const scanner = new MessageScanner();
  scanner.write(message);
  scanner.keep('forms');
  return { kept: scanner.end(), meeting: scanner.hasMeetingTnef };
}

function open(context: HubContext, person: Person, headers: readonly Header[]): Opened {
  const sender = parseAddresses(headerValue(headers, 'From') ?? '')[0]?.address ?? '';
  const connection = {
    ...{ id: 'first-fill', remoteAddress: '', greeting: '', protocol: 'ESMTP' as const, tls: false },
    certificateNames: [],
  };
  const recipients = [{ address: invitedAddress(headers, person), notify: [] }];
  return openMessage({
    at: context.clock.now(),
    envelope: { connection, sender, recipients, smtpUtf8: false, body: '8BITMIME' },
    directory: silent(context.directory()),
    headers,
  });
}

/** The same directory, with policies that answer nobody. */
function silent(directory: Directory): Directory {
  return {
    ...directory,
    people: directory.people.map(silentResource),
    booking: { ...directory.booking, reply: 'none', freeBusy: 'nobody' },
  };
}

function silentResource(person: Person): Person {
  const { resource } = person;
  if (!resource) return person;
  const processing = { ...resource.processing, automateProcessing: 'AutoUpdate' as const };
  return { ...person, resource: { ...resource, processing } };
}

/** Which of her addresses the message was written to. */
function invitedAddress(headers: readonly Header[], person: Person): string {
  const own = addressesOf(person);
  const named = ['To', 'Cc'].flatMap((name) => parseAddresses(headerValue(headers, name) ?? ''));
  return named.map(({ address }) => address.toLowerCase()).find((address) => own.includes(address)) ?? person.address;
}

function identityOf(messageId: string, message: Buffer): string {
  return messageId === '' ? createHash('sha256').update(message).digest('hex') : messageId.slice(0, 998);
}
