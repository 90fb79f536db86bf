import type { User } from '@microsoft/microsoft-graph-types';
import { z } from 'zod';
import type { Entries } from '../../../directory/entries.ts';
import { addressesOf } from '../../../directory/recipients.ts';
import type { Person } from '../../../directory/types.ts';
import { localPart } from '../../../mail/address.ts';
import type { CurrentConfiguration } from '../../../pipeline/services.ts';
import type { ConfigurationEntry } from '../../../store/contract.ts';
import { domainsOf } from './domain.ts';
import { requestBadRequest } from './entry.ts';
import { assignedLicensesOf } from './licence.ts';

const text = (most: number) => z.string().max(most);

/** What Graph keeps of a user and the hub has no use for. */
const keptForm = z.object({
  givenName: text(64).nullable(),
  surname: text(64).nullable(),
  jobTitle: text(128).nullable(),
  department: text(64).nullable(),
  companyName: text(64).nullable(),
  officeLocation: text(128).nullable(),
  mobilePhone: text(64).nullable(),
  businessPhones: z.array(text(64)).max(10),
  otherMails: z.array(text(320)).max(250),
  usageLocation: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'expected a country code of two letters')
    .transform((code) => code.toUpperCase())
    .nullable(),
  /** As it was written; the person speaks English or French. */
  preferredLanguage: text(20).nullable(),
});

export type KeptUser = z.infer<typeof keptForm> & { readonly deletedDateTime?: string };

const nothingKept: KeptUser = {
  ...{ givenName: null, surname: null, jobTitle: null, department: null, companyName: null, officeLocation: null },
  ...{ mobilePhone: null, businessPhones: [], otherMails: [], usageLocation: null, preferredLanguage: null },
};

const address = z
  .string()
  .max(320)
  .regex(/^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>]{1,253}$/, 'expected an address')
  .transform((given) => given.toLowerCase());

/** What may be written of a user; what else Graph has is ignored, as Graph ignores what it does not know. */
export const userForm = keptForm.partial().extend({
  accountEnabled: z.boolean().optional(),
  displayName: z.string().min(1).max(256).optional(),
  userPrincipalName: address.optional(),
  mail: address.nullish(),
  mailNickname: text(64).optional(),
  proxyAddresses: z.array(text(330)).max(200).optional(),
  passwordProfile: z
    .object({ password: text(256).optional() })
    .loose()
    .nullish(),
});

export type UserWish = z.infer<typeof userForm>;

export function keptOf(entries: Entries, id: string): KeptUser {
  return { ...nothingKept, ...((entries.body('exchange', `graphUser/${id}`) ?? {}) as Partial<KeptUser>) };
}

export function keptEntry(id: string, kept: KeptUser): ConfigurationEntry {
  return { kind: 'exchange', name: `graphUser/${id}`, body: kept };
}

/** Which of the wish is kept beside the person. */
export function keptAfter(before: KeptUser, wish: UserWish): KeptUser {
  const names = Object.keys(keptForm.shape) as (keyof typeof keptForm.shape)[];
  const written = names.filter((name) => wish[name] !== undefined).map((name) => [name, wish[name]]);
  return { ...before, ...Object.fromEntries(written) };
}

/** The person as the wish leaves her. A former principal name stays an alias, as Exchange leaves it. */
export function personAfter(before: Person, wish: UserWish, current: CurrentConfiguration): Person {
  const primary = wish.userPrincipalName ?? before.address;
  const listed = wish.proxyAddresses?.map(smtpAddress) ?? before.aliases;
  const former = primary.toLowerCase() === before.address.toLowerCase() ? [] : [before.address.toLowerCase()];
  const aliases = [...new Set([...listed.map((each) => each.toLowerCase()), ...former])].filter(
    (each) => each !== primary.toLowerCase(),
  );
  for (const each of [primary, ...aliases]) checkFree(each, before, current);
  return {
    ...before,
    address: primary,
    aliases,
    name: wish.displayName ?? before.name,
    enabled: wish.accountEnabled ?? before.enabled,
    ...(typeof wish.preferredLanguage === 'string' && {
      language: /^fr\b/i.test(wish.preferredLanguage) ? ('fr' as const) : ('en' as const),
    }),
  };
}

function smtpAddress(proxy: string): string {
  const found = /^(?:smtp:)?([^\s@<>:]{1,64}@[^\s@<>]{1,253})$/i.exec(proxy)?.[1];
  if (found === undefined)
    throw requestBadRequest(
      `Invalid value specified for property 'proxyAddresses' of resource 'User': ${proxy.slice(0, 320)}`,
    );
  return found;
}

function checkFree(wanted: string, person: Person, current: CurrentConfiguration): void {
  const lower = wanted.toLowerCase();
  if (addressesOf(person).includes(lower)) return;
  const domain = lower.slice(lower.lastIndexOf('@') + 1);
  if (!domainsOf(current).some(({ name, isVerified }) => isVerified && name.toLowerCase() === domain)) {
    throw requestBadRequest(
      'The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.',
    );
  }
  if (current.directory.people.some((other) => other.id !== person.id && addressesOf(other).includes(lower))) {
    throw requestBadRequest(`Another object with the same value for property proxyAddresses already exists: ${lower}`);
  }
}

export function tellUser(person: Person, entries: Entries): User {
  const { deletedDateTime, ...kept } = keptOf(entries, person.id);
  return {
    id: person.id,
    displayName: person.name,
    mail: person.address,
    mailNickname: localPart(person.address),
    userPrincipalName: person.address,
    userType: 'Member',
    accountEnabled: person.enabled,
    ...kept,
    preferredLanguage: kept.preferredLanguage ?? person.language,
    assignedLicenses: assignedLicensesOf(person),
    proxyAddresses: [`SMTP:${person.address}`, ...person.aliases.map((alias) => `smtp:${alias}`)],
    ...(deletedDateTime !== undefined && { deletedDateTime }),
  };
}

export function isDeleted(entries: Entries, id: string): boolean {
  return keptOf(entries, id).deletedDateTime !== undefined;
}
