import { addressDomain, localPart } from '../mail/address.ts';
import type { Envelope } from '../mail/envelope.ts';
import { writeHeaders } from '../mail/headerBlock.ts';
import { countReceived } from '../mail/headerFirewall.ts';
import { refuse } from '../mail/refusal.ts';
import { MessageScanner } from '../mail/scanner/scanner.ts';
import type { Incoming, IncomingResult } from '../pipeline/intake.ts';
import type { Copies } from './copies.ts';
import type { Mailboxes } from './mailboxes.ts';
import { markedHeaders, sourceOf } from './origin.ts';
import { stripAttachments } from './stripAttachments.ts';

/** What the sample home is made of. */
export interface HomeParts {
  readonly domain: string;
  readonly returnDomain: string;
  /** Where answers of its people are copied. */
  readonly answers: string;
  readonly authservId: string;
  /** Other names of a mailbox. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly mailboxes: Mailboxes;
  readonly outside: Mailboxes;
  readonly copies: Copies;
  now(): number;
  uuid(): string;
}

/** Received lines after which a message is taken for a loop (rfc5321#6.3). */
const mostHops = 25;

export const outsideMailbox = 'outside';

/** One message that arrives at the sample home; small enough to be kept whole until its end. */
export class HomeArrival implements Incoming {
  readonly #home: HomeParts;
  readonly #envelope: Envelope;
  readonly #scanner = new MessageScanner();
  #pieces: Buffer[] = [];

  constructor(home: HomeParts, envelope: Envelope) {
    this.#home = home;
    this.#envelope = envelope;
    this.#scanner.keep('text');
  }

  write(piece: Buffer): void {
    this.#scanner.write(piece);
    this.#pieces.push(Buffer.from(piece));
  }

  abort(): void {
    this.#pieces = [];
  }

  async end(): Promise<IncomingResult> {
    const home = this.#home;
    const envelope = this.#envelope;
    const kept = this.#scanner.end();
    if (countReceived(kept.headers) > mostHops) return { outcome: refuse(554, '5.4.6', 'Routing loop detected') };
    const at = home.now();
    const isOwn = (address: string) => isLocal(home, address);
    const source = sourceOf(envelope, kept.headers, isOwn);
    const headers = markedHeaders(envelope, kept.headers, {
      source,
      authservId: home.authservId,
      domain: home.domain,
      at,
    });
    const body = Buffer.concat(this.#pieces).subarray(this.#scanner.headerOctets);
    const raw = Buffer.concat([writeHeaders(headers), body]);
    const copied: string[] = [];
    for (const { address } of envelope.recipients) {
      const message = { from: envelope.sender, to: address, at, headers, raw };
      if (!isOwn(address)) home.outside.deliver(outsideMailbox, message);
      else if (!home.mailboxes.deliver(mailboxOf(home, address), message)) {
        return { outcome: refuse(452, '4.2.2', 'Too many mailboxes for a sample') };
      } else copied.push(address);
    }
    // Postfix's sender_bcc_maps, Google's outbound routing: whatever answers its people send, by whichever program.
    if (kept.calendaring === 'REPLY' && isOwn(envelope.sender)) copied.push(home.answers);
    if (copied.length > 0) {
      const octets = stripAttachments({ ...kept, headers }, `=_${home.uuid()}`);
      for (const to of copied) home.copies.add({ from: envelope.sender, to: [to], octets });
    }
    return { outcome: { kind: 'accepted', text: `Ok: queued as ${home.uuid().slice(0, 8)}` } };
  }
}

export function isLocal({ domain, returnDomain }: HomeParts, address: string): boolean {
  const of = addressDomain(address);
  return of === domain || of === returnDomain;
}

/** The return domain is an alias of the domain, and a person may have several names. */
export function mailboxOf({ domain, aliases }: HomeParts, address: string): string {
  const name = `${localPart(address).toLowerCase()}@${domain}`;
  return aliases[name] ?? name;
}
