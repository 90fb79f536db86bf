import { isAcceptedDomain, mayUseConsole, resolveRecipient } from '../../directory/recipients.ts';
import type { Directory, OpenIdSettings, Person } from '../../directory/types.ts';
import { addressDomain } from '../../mail/address.ts';

/** What an identity provider says of whoever signed in there; its signature has been checked. */
export interface IdentityClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly email?: string;
  /** Whether the provider has seen that the address is hers. */
  readonly emailVerified: boolean;
  readonly preferredUsername?: string;
  /** Authentication methods (rfc8176). */
  readonly methods: readonly string[];
}

/**
 * The person an identity provider means. Its word is taken for addresses of the domains it
 * was named for, and for an email only where it says that it has verified it: anybody may
 * write anybody's address into a profile.
 */
export function personMeant(
  directory: Directory,
  settings: OpenIdSettings,
  claims: IdentityClaims,
): Person | undefined {
  const { email, emailVerified, preferredUsername } = claims;
  const named = [emailVerified ? email : undefined, preferredUsername];
  for (const address of named) {
    if (address === undefined || !address.includes('@') || !vouchesFor(directory, settings, address)) continue;
    const resolved = resolveRecipient(directory, address);
    if (resolved.kind === 'person') return mayUseConsole(directory, resolved.person) ? resolved.person : undefined;
  }
  return undefined;
}

function vouchesFor(directory: Directory, { domains }: OpenIdSettings, address: string): boolean {
  const domain = addressDomain(address).toLowerCase();
  return domains.length === 0 ? isAcceptedDomain(directory, domain) : domains.includes(domain);
}

/** rfc8176#2: several factors were asked for there. */
export function saysSeveralFactors({ methods }: IdentityClaims): boolean {
  return methods.includes('mfa');
}
