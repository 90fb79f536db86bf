import type { TransportRule } from '../rules/types.ts';
import type { NoticeChoices } from './notices.ts';

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
  readonly signIn: SignInPolicy;
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
  /** What the connection says she is told of; she may choose otherwise. */
  readonly notices?: NoticeChoices | undefined;
  /** A resource mailbox: a room or equipment, with a calendar like a person's, that nobody signs in to. */
  readonly resource?: Resource;
}

export interface Resource {
  readonly kind: 'room' | 'equipment';
  /** Seats. */
  readonly capacity?: number | undefined;
  readonly building?: string | undefined;
  readonly floorLabel?: string | undefined;
  readonly processing: CalendarProcessing;
}

/** Exchange's CalendarProcessing, in its words: how a resource answers whoever books it. Addresses are lower-cased. */
export interface CalendarProcessing {
  /** AutoUpdate: what comes is filed tentative, and nobody is answered. */
  readonly automateProcessing: 'AutoAccept' | 'AutoUpdate';
  /** Whose requests within the policy are answered at once; else those of `bookInPolicy`. */
  readonly allBookInPolicy: boolean;
  readonly bookInPolicy: readonly string[];
  /** Whose requests within the policy a delegate decides. */
  readonly allRequestInPolicy: boolean;
  readonly requestInPolicy: readonly string[];
  /** Whose requests outside the policy a delegate decides; all others are declined. */
  readonly allRequestOutOfPolicy: boolean;
  readonly requestOutOfPolicy: readonly string[];
  /** Moderators: they see what is held for the resource, and decide. */
  readonly resourceDelegates: readonly string[];
  readonly allowConflicts: boolean;
  /** Not Exchange's: `hold` lets a delegate decide where the time is taken. */
  readonly conflicts: 'refuse' | 'hold';
  /** Of the instances of a series, how many may be declined one by one before the series is. */
  readonly conflictPercentageAllowed: number;
  /** The same as a number; absent: the percentage alone counts. */
  readonly maximumConflictInstances?: number | undefined;
  /** How many days ahead it can be booked; 0 is today. */
  readonly bookingWindowInDays: number;
  /** 0: as long as one likes. */
  readonly maximumDurationInMinutes: number;
  readonly allowRecurringMeetings: boolean;
  /** False: a request of somebody outside waits for a delegate. */
  readonly processExternalMeetingMessages: boolean;
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
  /** Where the home tells when its people are busy, with `{address}` in it. */
  readonly freeBusyUrl?: string;
}

/** How people sign in to the console. */
export interface SignInPolicy {
  /** Whom a second factor is asked of: administrators and helpdesk, or everybody. */
  readonly mfa: 'administrators' | 'all';
  readonly oidc?: OpenIdSettings;
}

/** The organisation's identity provider (OpenID Connect). */
export interface OpenIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** A reference, `env:NAME` or `file:/path`. */
  readonly clientSecret: string;
  /** Domains of addresses that its word is taken for; all accepted domains when empty. */
  readonly domains: readonly string[];
}

export type TierPolicy = 'tentative' | 'hold' | 'drop';

export interface BookingPolicy {
  readonly ownOrganisation: TierPolicy;
  readonly knownCorrespondent: TierPolicy;
  readonly authenticatedStranger: TierPolicy;
  readonly unauthenticated: TierPolicy;
  readonly reply: 'none' | 'tentative';
  /** Events that somebody publishes (METHOD:PUBLISH): no invitation, filed as they come where the organisation wants them. */
  readonly publish: 'file' | 'drop';
  /** The least trusted senders to whom a question for busy times is answered by mail. */
  readonly freeBusy: 'nobody' | 'ownOrganisation' | 'knownCorrespondent' | 'authenticatedStranger';
}
