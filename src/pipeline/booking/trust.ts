import { isOwnDomain } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import { addressDomain } from '../../mail/address.ts';
import { judgeTier } from '../../mail/authentication/tier.ts';
import type { AuthenticationVerdict, Tier } from '../../mail/message.ts';
import type { HubContext } from '../context.ts';
import type { Opened } from '../inbound/opened.ts';

export const noVerdict: AuthenticationVerdict = { by: 'none', spf: 'none', dkim: 'none', dmarc: 'none', arc: 'none' };

/** Law L7: the home's word where it is declared, else our own check of the whole message, else nothing. */
export async function verdictOf(context: HubContext, opened: Opened, raw?: Buffer): Promise<AuthenticationVerdict> {
  if (opened.severalFrom) return noVerdict;
  const home = opened.home();
  if (home) return home.verdict;
  if (!raw) return noVerdict;
  const { connection, sender } = opened.envelope;
  return context.authentication.check(raw, { ip: connection.remoteAddress, helo: connection.greeting, sender });
}

/** @param person whose correspondents count; undefined at the answers address, where nobody's do */
export async function tierOf(
  context: HubContext,
  opened: Opened,
  verdict: AuthenticationVerdict,
  person: Person | undefined,
): Promise<Tier> {
  const from = opened.headerFrom;
  const own = isOwnDomain(opened.directory, addressDomain(from));
  // Own people need no ledger of correspondents: one question to the store less.
  const known = !own && person !== undefined && (await context.store.reads.isCorrespondent(person.id, from));
  return judgeTier({
    verdict,
    internalSubmission: !opened.severalFrom && (opened.home()?.internalSubmission ?? false),
    fromAddress: from,
    isOwnDomain: own,
    isKnownCorrespondent: known,
  });
}
