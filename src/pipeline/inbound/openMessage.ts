import { resolveRecipient } from '../../directory/recipients.ts';
import type { Directory } from '../../directory/types.ts';
import { parseAddresses } from '../../mail/address.ts';
import { type HomeReading, readHomeVerdict } from '../../mail/authentication/home.ts';
import { decodeWords } from '../../mail/encodedWord.ts';
import type { Envelope } from '../../mail/envelope.ts';
import { headerValue } from '../../mail/headerBlock.ts';
import { stripForeign } from '../../mail/headerFirewall.ts';
import type { Header } from '../../mail/message.ts';
import type { Opened } from './opened.ts';

/** What envelope and headers say, behind the header firewall: all that a decision is made from. */
export function openMessage(received: {
  /** ms. */
  readonly at: number;
  readonly envelope: Envelope;
  readonly directory: Directory;
  readonly headers: readonly Header[];
  /** The inbound connector it came by; without one its marks of the organisation are stripped. */
  readonly connector?: string | undefined;
}): Opened {
  const { at, envelope, directory, connector } = received;
  const headers = stripForeign(received.headers, { trusted: connector !== undefined });
  const from = headers
    .filter(({ name }) => name.toLowerCase() === 'from')
    .flatMap(({ value }) => parseAddresses(value));
  return {
    at,
    envelope,
    directory,
    ...(connector === undefined ? {} : { connector }),
    headers,
    messageId: headerValue(headers, 'Message-ID') ?? '',
    subject: decodeWords(headerValue(headers, 'Subject') ?? ''),
    headerFrom: from[0]?.address ?? '',
    severalFrom: from.length > 1,
    recipients: envelope.recipients.map(({ address }) => ({ address, resolved: resolveRecipient(directory, address) })),
    home: once(() => homeReading(directory, headers)),
  };
}

function homeReading({ bridge, acceptedDomains }: Directory, headers: readonly Header[]): HomeReading | undefined {
  if (bridge.authservId === undefined) return undefined;
  const domains = acceptedDomains.map(({ name }) => name);
  return readHomeVerdict(headers, bridge.authservId, domains);
}

function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
}
