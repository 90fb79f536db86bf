/** What a configuration entry of each kind must look like: the store keeps JSON, the directory trusts shapes. */
import { z } from 'zod';
import { ipRangeProblem } from '../mail/ipRanges.ts';
import { noticeChoicesForm } from './notices.ts';
import type {
  AcceptedDomain,
  BookingPolicy,
  Bridge,
  CasMailbox,
  InboundConnector,
  OutboundConnector,
  OutboundSpamPolicy,
  Person,
  RemoteDomain,
  SignInPolicy,
} from './types.ts';

const text = z.string().min(1);

export const organisationForm: z.ZodType<{ name: string; domain: string }> = z.strictObject({
  name: z.string(),
  domain: z.string(),
});

export const acceptedDomainForm: z.ZodType<AcceptedDomain> = z.strictObject({
  name: text,
  type: z.enum(['Authoritative', 'InternalRelay']),
  matchSubDomains: z.boolean(),
});

const addresses = z.array(text);

const processing = z.strictObject({
  automateProcessing: z.enum(['AutoAccept', 'AutoUpdate']),
  allBookInPolicy: z.boolean(),
  bookInPolicy: addresses,
  allRequestInPolicy: z.boolean(),
  requestInPolicy: addresses,
  allRequestOutOfPolicy: z.boolean(),
  requestOutOfPolicy: addresses,
  resourceDelegates: addresses,
  allowConflicts: z.boolean(),
  conflicts: z.enum(['refuse', 'hold']),
  conflictPercentageAllowed: z.int().min(0).max(100),
  maximumConflictInstances: z.int().min(0).optional(),
  bookingWindowInDays: z.int().min(0).max(1080),
  maximumDurationInMinutes: z.int().min(0),
  allowRecurringMeetings: z.boolean(),
  processExternalMeetingMessages: z.boolean(),
});

export const resourceForm = z.strictObject({
  kind: z.enum(['room', 'equipment']),
  capacity: z.int().min(1).optional(),
  building: text.optional(),
  floorLabel: text.optional(),
  processing,
});

export const personForm: z.ZodType<Person> = z.strictObject({
  // Calendar ids begin with it, up to a slash.
  id: text.regex(/^[^/]+$/),
  address: text,
  name: z.string(),
  aliases: z.array(text),
  licence: z.string(),
  timeZone: text,
  language: z.enum(['en', 'fr']),
  enabled: z.boolean(),
  forwarding: z.strictObject({ forwardingSmtpAddress: text, deliverToMailboxAndForward: z.boolean() }).optional(),
  resource: resourceForm.optional(),
  notices: noticeChoicesForm.optional(),
});

export const inboundConnectorForm: z.ZodType<InboundConnector> = z.strictObject({
  name: text,
  enabled: z.boolean(),
  senderIpAddresses: z.array(text.refine((range) => ipRangeProblem(range) === undefined, 'expected an address range')),
  tlsSenderCertificateName: text.optional(),
  smtpAuthUser: text.optional(),
  requireTls: z.boolean().optional(),
});

export const outboundConnectorForm: z.ZodType<OutboundConnector> = z.strictObject({
  name: text,
  enabled: z.boolean(),
  recipientDomains: z.array(text),
  isTransportRuleScoped: z.boolean(),
  useMxRecord: z.boolean(),
  smartHosts: z.array(text),
  tlsSettings: z.enum(['EncryptionOnly', 'CertificateValidation', 'DomainValidation']).nullable(),
  tlsDomain: text.optional(),
  auth: z
    .strictObject({ user: text, secret: text.regex(/^(env|file):/, 'expected env:NAME or file:/path') })
    .optional(),
  concurrency: z.int().min(1),
});

export const outboundSpamPolicyForm: z.ZodType<OutboundSpamPolicy> = z.strictObject({
  autoForwardingMode: z.enum(['Automatic', 'On', 'Off']),
  from: z.array(text),
});

export const casMailboxForm: z.ZodType<CasMailbox> = z.strictObject({
  owaEnabled: z.boolean(),
  popEnabled: z.boolean(),
});

export const bridgeForm: z.ZodType<Bridge> = z.strictObject({
  returnDomain: z.string(),
  answersAddress: text.optional(),
  authservId: text.optional(),
  freeBusyUrl: text.optional(),
});

export interface OutboundSpamFilterPolicyEntry {
  readonly autoForwardingMode: OutboundSpamPolicy['autoForwardingMode'];
}

export const outboundSpamFilterPolicyForm: z.ZodType<OutboundSpamFilterPolicyEntry> = z.strictObject({
  autoForwardingMode: z.enum(['Automatic', 'On', 'Off']),
});

export interface OutboundSpamFilterRuleEntry {
  readonly policy: string;
  /** 0 is asked first; unique. */
  readonly priority: number;
  readonly enabled: boolean;
  readonly from: readonly string[];
  readonly senderDomainIs: readonly string[];
  readonly exceptIfFrom: readonly string[];
  readonly exceptIfSenderDomainIs: readonly string[];
}

export const outboundSpamFilterRuleForm: z.ZodType<OutboundSpamFilterRuleEntry> = z.strictObject({
  policy: text,
  priority: z.int().min(0),
  enabled: z.boolean(),
  from: z.array(text),
  senderDomainIs: z.array(text),
  exceptIfFrom: z.array(text),
  exceptIfSenderDomainIs: z.array(text),
});

export const remoteDomainForm: z.ZodType<RemoteDomain> = z.strictObject({
  name: text,
  domainName: text,
  autoForwardEnabled: z.boolean(),
});

export const dkimSigningConfigForm: z.ZodType<{ readonly enabled: boolean }> = z.strictObject({
  enabled: z.boolean(),
});

export interface DomainEntry {
  readonly isVerified: boolean;
  readonly supportedServices: readonly string[];
}

export const domainForm: z.ZodType<DomainEntry> = z.strictObject({
  isVerified: z.boolean(),
  supportedServices: z.array(text),
});

const tierPolicy = z.enum(['tentative', 'hold', 'drop']);

export const bookingForm: z.ZodType<BookingPolicy> = z.strictObject({
  ownOrganisation: tierPolicy,
  knownCorrespondent: tierPolicy,
  authenticatedStranger: tierPolicy,
  unauthenticated: tierPolicy,
  reply: z.enum(['none', 'tentative']),
  // A connection that was applied before these were there says nothing of them.
  publish: z.enum(['file', 'drop']).default('drop'),
  freeBusy: z
    .enum(['nobody', 'ownOrganisation', 'knownCorrespondent', 'authenticatedStranger'])
    .default('ownOrganisation'),
});

export const signInForm: z.ZodType<SignInPolicy> = z.strictObject({
  mfa: z.enum(['administrators', 'all']),
  oidc: z
    .strictObject({
      issuer: text,
      clientId: text,
      clientSecret: text.regex(/^(env|file):/, 'expected env:NAME or file:/path'),
      domains: z.array(text),
    })
    .optional(),
});

export const meetingsForm: z.ZodType<{ urlTemplate?: string | undefined }> = z.strictObject({
  urlTemplate: text.optional(),
});
