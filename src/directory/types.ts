import type { TransportRule } from '../rules/types.ts';

/**
 * The directory is what the running process knows of its organisation: one
 * immutable snapshot, replaced whole when the change number moves. Everything
 * that decides on mail reads it in memory and never waits for it.
 */
export interface Directory {
  readonly change: number;
  readonly organisationId: string;
  readonly organisation: string;
  /** The default accepted domain; '' on an empty hub. */
  readonly domain: string;
  readonly acceptedDomains: readonly AcceptedDomain[];
  readonly people: readonly Person[];
  readonly inboundConnectors: readonly InboundConnector[];
  readonly outboundConnectors: readonly OutboundConnector[];
  readonly transportRules: readonly TransportRule[];
  readonly outboundSpamPolicy: OutboundSpamPolicy;
  /** In order of priority; the first that is about a person holds for her. Absent: none. */
  readonly outboundSpamFilterRules?: readonly OutboundSpamFilterRule[];
  readonly remoteDomains?: readonly RemoteDomain[];
  /** By person; absent: everything is open to her. */
  readonly casMailboxes?: ReadonlyMap<string, CasMailbox>;
  /** Domains whose hub mail is not signed, lower-cased. */
  readonly unsignedDomains?: ReadonlySet<string>;
  readonly bridge: Bridge;
  readonly booking: BookingPolicy;
  readonly meetings: { readonly urlTemplate?: string };
}

export interface AcceptedDomain {
  readonly name: string;
  readonly type: 'Authoritative' | 'InternalRelay';
  readonly matchSubDomains: boolean;
}

export interface Person {
  readonly id: string;
  readonly address: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly licence: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly language: 'en' | 'fr';
  readonly enabled: boolean;
  readonly forwarding?: MailboxForwarding;
}

/** Exchange's mailbox forwarding. */
export interface MailboxForwarding {
  readonly forwardingSmtpAddress: string;
  readonly deliverToMailboxAndForward: boolean;
}

export interface InboundConnector {
  readonly name: string;
  readonly enabled: boolean;
  /** CIDR ranges. */
  readonly senderIpAddresses: readonly string[];
  readonly tlsSenderCertificateName?: string;
  readonly smtpAuthUser?: string;
  /** Takes nothing that comes without TLS. */
  readonly requireTls?: boolean;
}

export interface OutboundConnector {
  readonly name: string;
  readonly enabled: boolean;
  /** Domains it serves; `*.d` matches subdomains, `*` all. */
  readonly recipientDomains: readonly string[];
  readonly isTransportRuleScoped: boolean;
  readonly useMxRecord: boolean;
  /** host or host:port. */
  readonly smartHosts: readonly string[];
  /** null is opportunistic TLS. */
  readonly tlsSettings: null | 'EncryptionOnly' | 'CertificateValidation' | 'DomainValidation';
  readonly tlsDomain?: string;
  /** SMTP AUTH towards the smart host; the secret is a reference to the environment (`env:NAME`) or a file (`file:/path`). */
  readonly auth?: { readonly user: string; readonly secret: string };
  /** Connections open at a time. */
  readonly concurrency: number;
}

export interface OutboundSpamPolicy {
  readonly autoForwardingMode: 'Automatic' | 'On' | 'Off';
  /** Addresses the mode is scoped to; everybody else stays Off. */
  readonly from: readonly string[];
}

/** A policy of its own for some people (Exchange's policy and rule in one). */
export interface OutboundSpamFilterRule {
  readonly name: string;
  readonly autoForwardingMode: OutboundSpamPolicy['autoForwardingMode'];
  readonly from: readonly string[];
  readonly senderDomainIs: readonly string[];
  readonly exceptIfFrom: readonly string[];
  readonly exceptIfSenderDomainIs: readonly string[];
}

/** What may go to a domain outside; `*` is every other one, `*.d` the subdomains of d. */
export interface RemoteDomain {
  readonly name: string;
  readonly domainName: string;
  readonly autoForwardEnabled: boolean;
}

/** By which doors a person may come to her mailbox. */
export interface CasMailbox {
  /** Outlook on the web: here, the console. */
  readonly owaEnabled: boolean;
  readonly popEnabled: boolean;
}

export interface Bridge {
  /** Alias subdomain at the home for hub mail; '' without a home. */
  readonly returnDomain: string;
  /** Where the home copies its people's own answers. */
  readonly answersAddress?: string;
  readonly authservId?: string;
}

export type TierPolicy = 'tentative' | 'hold' | 'drop';

export interface BookingPolicy {
  readonly ownOrganisation: TierPolicy;
  readonly knownCorrespondent: TierPolicy;
  readonly authenticatedStranger: TierPolicy;
  readonly unauthenticated: TierPolicy;
  readonly reply: 'none' | 'tentative';
}
