/**
 * The sample home: a real SMTP server that keeps home mailboxes in memory, checks its
 * senders, and copies what it delivers to the hub, as Google or Postfix would. It knows
 * nothing of the hub but its SMTP port.
 */
import { openSmtpDoor } from '../doors/smtp/door.ts';
import { addressDomain, localPart } from '../mail/address.ts';
import { parseAddresses } from '../mail/addressList.ts';
import type { Envelope } from '../mail/envelope.ts';
import { headerValue, parseHeaders, writeHeaders } from '../mail/headerBlock.ts';
import type { Header } from '../mail/message.ts';
import { receivedHeader } from '../mail/received.ts';
import { refuse } from '../mail/refusal.ts';
import type { Incoming, Intake } from '../pipeline/intake.ts';
import type { Log } from '../platform/log.ts';
import { openHandover } from './handover.ts';
import { isAnswer, stripAttachments } from './strip.ts';

export interface SampleMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly at: number;
  readonly octets: Buffer;
}

export interface SampleHomeOptions {
  readonly hubSmtpPort: number;
  readonly domain: string;
  readonly returnDomain: string;
  readonly answers: string;
  readonly log: Log;
  readonly port?: number;
}

export interface SampleHome {
  readonly port: number;
  /** What lies in a home mailbox, oldest first. */
  mailbox(address: string): readonly SampleMail[];
  /** What left for outsiders. */
  outside(): readonly SampleMail[];
  close(): Promise<void>;
}

/** Messages a mailbox keeps, and octets of one message. */
const mailboxLimit = 200;
const messageLimit = 30 * 1024 * 1024;

/** EHLO names of outside servers whose mail passes DMARC for their domain, as the sample has it. */
const outsideServers = new Map([['mail.fabrikam.example', 'fabrikam.example']]);

export async function openSampleHome(options: SampleHomeOptions): Promise<SampleHome> {
  const { domain, returnDomain, answers, log } = options;
  const hostname = `mx.${domain}`;
  const mailboxes = new Map<string, SampleMail[]>();
  const outside: SampleMail[] = [];
  const handover = openHandover({ port: options.hubSmtpPort, name: hostname, log });

  /** The home's own domains; mail for others it passes on for its people and for the hub. */
  const isOwn = (address: string) => [domain, returnDomain].includes(addressDomain(address));

  function take(envelope: Envelope, octets: Buffer): void {
    const at = Date.now();
    const { headers, body } = split(octets);
    const all = [...traceHeaders(envelope, headers, at), ...headers];
    const message = Buffer.concat([writeHeaders(all), body]);
    const stripped = stripAttachments(message);
    for (const { address } of envelope.recipients) {
      const mail: SampleMail = {
        from: envelope.sender,
        to: address,
        subject: headerValue(headers, 'Subject') ?? '',
        at,
        octets: message,
      };
      if (!isOwn(address)) {
        keep(outside, mail);
        continue;
      }
      const local = `${localPart(address)}@${domain}`.toLowerCase();
      keep(mailboxOf(local), mail);
      // Every delivery is copied, what the hub itself sent too: telling them apart is the hub's part.
      handover.send({ sender: envelope.sender, recipient: local, octets: stripped });
    }
    if (addressDomain(envelope.sender) === domain && isAnswer(message)) {
      handover.send({ sender: envelope.sender, recipient: answers, octets: stripped });
    }
  }

  function traceHeaders(envelope: Envelope, headers: readonly Header[], at: number): Header[] {
    const from = addressDomain(parseAddresses(headerValue(headers, 'From') ?? '')[0]?.address ?? '');
    const received = receivedHeader({ hostname, envelope, at });
    const { greeting, authenticatedAs } = envelope.connection;
    // Its people and the hub hand mail in over loopback and are not checked; outside servers are.
    if (authenticatedAs !== undefined || !greeting.endsWith('.example') || greeting.endsWith(`.${domain}`)) {
      return [received];
    }
    const verdict = outsideServers.get(greeting) === from ? 'pass' : 'fail';
    const value = `${hostname}; spf=${verdict} smtp.mailfrom=${envelope.sender}; dmarc=${verdict} header.from=${from}`;
    // The outside server is known by its name here; a real home sees its address.
    const outsideLine = { name: 'Received', value: received.value.replace('127.0.0.1', '203.0.113.9') };
    return [{ name: 'Authentication-Results', value }, outsideLine];
  }

  /** The headers a sender may bring: a result in the home's own name is not among them (rfc8601#5). */
  function split(octets: Buffer): { headers: Header[]; body: Buffer } {
    const end = octets.indexOf('\r\n\r\n');
    const headers = parseHeaders(end < 0 ? octets : octets.subarray(0, end + 2));
    const own = (header: Header) =>
      header.name.toLowerCase() === 'authentication-results' && header.value.trimStart().startsWith(hostname);
    return {
      headers: headers.filter((header) => !own(header)),
      body: end < 0 ? Buffer.alloc(0) : octets.subarray(end + 4),
    };
  }

  function mailboxOf(address: string): SampleMail[] {
    const mailbox = mailboxes.get(address) ?? [];
    mailboxes.set(address, mailbox);
    return mailbox;
  }

  const intake: Intake = {
    trusted: () => true,
    authenticate: async () => false,
    sender: () => undefined,
    recipient: () => undefined,
    begin: (envelope) => collect(envelope, take),
  };
  const door = await openSmtpDoor({
    intake,
    log,
    host: '127.0.0.1',
    port: options.port ?? 0,
    protocol: 'SMTP',
    hostname,
  });
  return {
    port: door.port,
    mailbox: (address) => mailboxes.get(address.toLowerCase()) ?? [],
    outside: () => outside,
    async close() {
      await door.close();
      handover.close();
    },
  };
}

function keep(mailbox: SampleMail[], mail: SampleMail): void {
  mailbox.push(mail);
  if (mailbox.length > mailboxLimit) mailbox.shift();
}

function collect(envelope: Envelope, take: (envelope: Envelope, octets: Buffer) => void): Incoming {
  let pieces: Buffer[] = [];
  let size = 0;
  return {
    write(piece) {
      size += piece.length;
      if (size <= messageLimit) pieces.push(Buffer.from(piece));
    },
    async end() {
      if (size > messageLimit) return { outcome: refuse(552, '5.3.4', 'Message too big for the sample home') };
      take(envelope, Buffer.concat(pieces));
      return { outcome: { kind: 'accepted', text: 'OK' } };
    },
    abort() {
      pieces = [];
    },
  };
}
