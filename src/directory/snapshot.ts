import type { z } from 'zod';
import type { TransportRule } from '../rules/types.ts';
import { validateRule } from '../rules/validate.ts';
import {
  acceptedDomainForm,
  bookingForm,
  bridgeForm,
  casMailboxForm,
  dkimSigningConfigForm,
  inboundConnectorForm,
  meetingsForm,
  organisationForm,
  outboundConnectorForm,
  outboundSpamPolicyForm,
  personForm,
  remoteDomainForm,
} from './entryForms.ts';
import { outboundSpamFilterRules } from './outboundSpamFilter.ts';
import { type Entry, read } from './readEntry.ts';
import type { BookingPolicy, Directory } from './types.ts';

/** Law L7: what nobody vouches for is held; the organizer is told nothing. */
export const defaultBooking: BookingPolicy = {
  ownOrganisation: 'tentative',
  knownCorrespondent: 'tentative',
  authenticatedStranger: 'tentative',
  unauthenticated: 'hold',
  reply: 'none',
};

/**
 * The directory that configuration entries make. Entries are validated when they are
 * written; one that is not valid here is a fault and thrown, naming entry and field.
 * Kinds the directory does not use (`connection`) are left alone.
 */
export function buildDirectory(configuration: {
  readonly change: number;
  readonly organisationId: string;
  readonly entries: readonly Entry[];
}): Directory {
  const { change, organisationId, entries } = configuration;
  const organisation = only(entries, 'organisation', organisationForm);
  return {
    change,
    organisationId,
    organisation: organisation?.name ?? '',
    domain: organisation?.domain ?? '',
    acceptedDomains: every(entries, 'acceptedDomain', acceptedDomainForm),
    people: every(entries, 'person', personForm).sort((one, other) => (one.address < other.address ? -1 : 1)),
    inboundConnectors: every(entries, 'inboundConnector', inboundConnectorForm),
    outboundConnectors: every(entries, 'outboundConnector', outboundConnectorForm),
    transportRules: named(entries, 'transportRule')
      .map(ruleOf)
      .sort((one, other) => one.priority - other.priority),
    outboundSpamPolicy: only(entries, 'outboundSpamPolicy', outboundSpamPolicyForm) ?? {
      autoForwardingMode: 'Automatic',
      from: [],
    },
    outboundSpamFilterRules: outboundSpamFilterRules(entries),
    remoteDomains: every(entries, 'remoteDomain', remoteDomainForm),
    casMailboxes: new Map(named(entries, 'casMailbox').map((entry) => [entry.name, read(entry, casMailboxForm)])),
    unsignedDomains: new Set(
      named(entries, 'dkimSigningConfig')
        .filter((entry) => !read(entry, dkimSigningConfigForm).enabled)
        .map(({ name }) => name.toLowerCase()),
    ),
    bridge: only(entries, 'bridge', bridgeForm) ?? { returnDomain: '' },
    booking: only(entries, 'booking', bookingForm) ?? defaultBooking,
    meetings: meetingsOf(only(entries, 'meetings', meetingsForm)?.urlTemplate),
  };
}

function meetingsOf(urlTemplate: string | undefined): Directory['meetings'] {
  return urlTemplate === undefined ? {} : { urlTemplate };
}

function every<Body>(entries: readonly Entry[], kind: string, form: z.ZodType<Body>): Body[] {
  return named(entries, kind).map((entry) => read(entry, form));
}

function named(entries: readonly Entry[], kind: string): Entry[] {
  return entries.filter((entry) => entry.kind === kind);
}

function only<Body>(entries: readonly Entry[], kind: string, form: z.ZodType<Body>): Body | undefined {
  const [first, ...more] = entries.filter((entry) => entry.kind === kind);
  if (more.length > 0) throw new Error(`configuration: ${more.length + 1} entries of kind ${kind}, expected one`);
  return first && read(first, form);
}

function ruleOf({ name, body }: Entry): TransportRule {
  const validated = validateRule(body, `transportRule '${name}'`);
  if (validated.kind === 'rule') return validated.rule;
  const wrong = validated.problems.map(({ where, message }) => `${where}: ${message}`);
  throw new Error(`configuration: ${wrong.join('; ')}`);
}
