import { z } from 'zod';
import { ruleSchema } from '../rules/schema.ts';
import type { ConfigurationEntry } from '../store/contract.ts';
import type { Directory } from './types.ts';

const tierPolicy = z.enum(['tentative', 'hold', 'drop']);

/** What each kind of configuration entry holds; the store keeps it as JSON. */
export const entrySchemas = {
  organisation: z.object({ name: z.string(), domain: z.string() }),
  acceptedDomain: z.object({
    name: z.string(),
    type: z.enum(['Authoritative', 'InternalRelay']),
    matchSubDomains: z.boolean(),
  }),
  person: z.object({
    id: z.string(),
    address: z.string(),
    name: z.string(),
    aliases: z.array(z.string()),
    licence: z.string(),
    timeZone: z.string(),
    language: z.enum(['en', 'fr']),
    enabled: z.boolean(),
    forwarding: z
      .object({ forwardingSmtpAddress: z.string(), deliverToMailboxAndForward: z.boolean() })
      .exactOptional(),
  }),
  inboundConnector: z.object({
    name: z.string(),
    enabled: z.boolean(),
    senderIpAddresses: z.array(z.string()),
    tlsSenderCertificateName: z.string().exactOptional(),
    smtpAuthUser: z.string().exactOptional(),
  }),
  outboundConnector: z.object({
    name: z.string(),
    enabled: z.boolean(),
    recipientDomains: z.array(z.string()),
    isTransportRuleScoped: z.boolean(),
    useMxRecord: z.boolean(),
    smartHosts: z.array(z.string()),
    tlsSettings: z.enum(['EncryptionOnly', 'CertificateValidation', 'DomainValidation']).nullable(),
    tlsDomain: z.string().exactOptional(),
    auth: z.object({ user: z.string(), secret: z.string() }).exactOptional(),
    concurrency: z.int().positive(),
  }),
  transportRule: ruleSchema,
  outboundSpamPolicy: z.object({
    autoForwardingMode: z.enum(['Automatic', 'On', 'Off']),
    from: z.array(z.string()),
  }),
  bridge: z.object({
    returnDomain: z.string(),
    answersAddress: z.string().exactOptional(),
    authservId: z.string().exactOptional(),
  }),
  booking: z.object({
    ownOrganisation: tierPolicy,
    knownCorrespondent: tierPolicy,
    authenticatedStranger: tierPolicy,
    unauthenticated: tierPolicy,
    reply: z.enum(['none', 'tentative']),
  }),
  meetings: z.object({ urlTemplate: z.string().exactOptional() }),
} as const;

type Kind = keyof typeof entrySchemas;

/**
 * The snapshot of a list of entries. An empty list is an empty hub: no domain, no
 * people, nothing accepted. Throws (a fault) when an entry is not of its shape: the
 * store holds only what was validated.
 */
export function buildDirectory(from: {
  change: number;
  organisationId: string;
  entries: readonly ConfigurationEntry[];
}): Directory {
  const all = <K extends Kind>(kind: K) =>
    from.entries
      .filter((entry) => entry.kind === kind)
      .map((entry) => entrySchemas[kind].parse(entry.body) as z.infer<(typeof entrySchemas)[K]>);
  const organisation = all('organisation')[0];
  return {
    change: from.change,
    organisationId: from.organisationId,
    organisation: organisation?.name ?? '',
    domain: organisation?.domain ?? '',
    acceptedDomains: all('acceptedDomain'),
    people: all('person').toSorted((a, b) => a.address.localeCompare(b.address)),
    inboundConnectors: all('inboundConnector'),
    outboundConnectors: all('outboundConnector'),
    transportRules: all('transportRule').toSorted((a, b) => a.priority - b.priority),
    outboundSpamPolicy: all('outboundSpamPolicy')[0] ?? { autoForwardingMode: 'Automatic', from: [] },
    bridge: all('bridge')[0] ?? { returnDomain: '' },
    booking: all('booking')[0] ?? defaultBooking,
    meetings: all('meetings')[0] ?? {},
  };
}

/** Law L7: nobody unauthenticated gets on the grid unasked. */
export const defaultBooking = {
  ownOrganisation: 'tentative',
  knownCorrespondent: 'tentative',
  authenticatedStranger: 'tentative',
  unauthenticated: 'hold',
  reply: 'none',
} as const;
