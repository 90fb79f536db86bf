import { createHash } from 'node:crypto';
import type { Domain, DomainDnsTxtRecord } from '@microsoft/microsoft-graph-types';
import type { DomainEntry } from '../../../directory/entryForms.ts';
import type { CurrentConfiguration } from '../../../pipeline/services.ts';
import { resourceNotFound } from './entry.ts';

/** What a client may ask for; EmailInternalRelayOnly is told, and set as the accepted domain's type. */
export const settableServices: readonly string[] = ['Email', 'OfficeCommunicationsOnline', 'Yammer'];

/** A domain of the organisation: one that Graph made, or one that mail is accepted for. */
export interface KnownDomain extends DomainEntry {
  readonly name: string;
}

export function domainsOf({ entries }: CurrentConfiguration): KnownDomain[] {
  const accepted = entries.ofKind('acceptedDomain').map(({ name }) => name);
  const made = entries.ofKind('domain').map(({ name }) => name);
  return [...new Set([...accepted, ...made])].sort().map((name) => {
    const entry = entries.body('domain', name) as DomainEntry | undefined;
    return { name, isVerified: true, supportedServices: ['Email'], ...entry };
  });
}

export function domainNamed(current: CurrentConfiguration, name: string): KnownDomain {
  const found = domainsOf(current).find((domain) => domain.name.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw resourceNotFound(name);
  return found;
}

export function tellDomain(domain: KnownDomain, { directory }: CurrentConfiguration): Domain {
  const accepted = directory.acceptedDomains.find(({ name }) => name.toLowerCase() === domain.name.toLowerCase());
  const others = domain.supportedServices.filter((service) => service !== 'Email');
  return {
    id: domain.name,
    authenticationType: 'Managed',
    availabilityStatus: null,
    isAdminManaged: true,
    isDefault: directory.domain.toLowerCase() === domain.name.toLowerCase(),
    isInitial: false,
    isRoot: !directory.acceptedDomains.some(({ name }) => domain.name.toLowerCase().endsWith(`.${name.toLowerCase()}`)),
    isVerified: domain.isVerified,
    passwordNotificationWindowInDays: 14,
    passwordValidityPeriodInDays: 2147483647,
    supportedServices: [
      ...(accepted ? ['Email'] : []),
      ...(accepted?.type === 'InternalRelay' ? ['EmailInternalRelayOnly'] : []),
      ...others,
    ],
  };
}

/** The proof that a domain is the organisation's: text that nobody else was told. */
export function verificationRecord(name: string, tenant: string): DomainDnsTxtRecord & { '@odata.type': string } {
  const digits = createHash('sha256').update(`${tenant}\n${name.toLowerCase()}`).digest().readUInt32BE() % 100_000_000;
  return {
    '@odata.type': '#microsoft.graph.domainDnsTxtRecord',
    id: `${name}/txt`,
    isOptional: false,
    label: name,
    recordType: 'Txt',
    supportedService: 'Email',
    text: `MS=ms${String(digits).padStart(8, '0')}`,
    ttl: 3600,
  };
}
