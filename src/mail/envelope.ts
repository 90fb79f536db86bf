/**
 * The SMTP envelope (rfc5321#2.3.1) as the doors hand it to the pipeline.
 * Addresses are lower-cased in the domain only; the null sender is ''.
 */
export interface EnvelopeRecipient {
  readonly address: string;
  /** NOTIFY of rfc3461#4.1; empty means the parameter was absent. */
  readonly notify: readonly ('NEVER' | 'SUCCESS' | 'FAILURE' | 'DELAY')[];
  /** ORCPT of rfc3461#4.2, decoded, without its `rfc822;` prefix. */
  readonly originalRecipient?: string;
}

export interface Connection {
  readonly id: string;
  /** Peer address without port, IPv4-mapped IPv6 unmapped. */
  readonly remoteAddress: string;
  /** What the peer said in EHLO, HELO or LHLO. */
  readonly greeting: string;
  readonly protocol: 'SMTP' | 'ESMTP' | 'LMTP';
  readonly tls: boolean;
  /** Names (subject CN, SAN dNSName) of a client certificate that verified, lower-cased; empty without one. */
  readonly certificateNames: readonly string[];
  /** User of a successful AUTH. */
  readonly authenticatedAs?: string;
}

export interface Envelope {
  readonly connection: Connection;
  readonly sender: string;
  readonly recipients: readonly EnvelopeRecipient[];
  readonly smtpUtf8: boolean;
  readonly body: '7BIT' | '8BITMIME' | 'BINARYMIME';
  /** SIZE that the sender declared, octets. */
  readonly declaredSize?: number;
  /** ENVID of rfc3461#4.4. */
  readonly envelopeId?: string;
}
