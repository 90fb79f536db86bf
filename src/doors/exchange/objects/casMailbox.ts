import type { CasMailbox, Person } from '../../../directory/types.ts';
import type { State } from '../cmdlets/cmdlet.ts';
import { objectNotFound } from '../frame/failure.ts';
import type { Told } from '../frame/told.ts';
import type { ParameterTable } from '../parameters/types.ts';
import { type Family, type Found, flagIn, guidOf, read } from './family.ts';
import { proxyAddressesOf, recipientOf } from './mailbox.ts';
import { findPerson, hasMailbox } from './person.ts';

const clientAccess = {
  OWAEnabled: true,
  PopEnabled: true,
  ImapEnabled: true,
  ActiveSyncEnabled: true,
  EwsEnabled: true,
  MAPIEnabled: true,
  ECPEnabled: true,
  OneWinNativeOutlookEnabled: true,
  OutlookMobileEnabled: true,
  OWAforDevicesEnabled: true,
  MacOutlookEnabled: true,
  UniversalOutlookEnabled: true,
  SmtpClientAuthenticationDisabled: null,
  OwaMailboxPolicy: 'OwaMailboxPolicy-Default',
} as const;

/**
 * By which doors a person may come. OWA is the console here, and POP is POP. Doors that the
 * hub has not got (IMAP, EWS, …) are closed anyway; whether they are allowed is kept.
 */
export const casMailbox: Family<CasMailbox> = {
  kind: 'casMailbox',
  noun: 'CAS mailbox',
  defaults: clientAccess,
  bagOf: ({ owaEnabled, popEnabled }) => ({ OWAEnabled: owaEnabled, PopEnabled: popEnabled }),
  bodyOf: (_name, bag) => ({ owaEnabled: flagIn(bag, 'OWAEnabled'), popEnabled: flagIn(bag, 'PopEnabled') }),
  about({ name }, { entries }): Told {
    const person = entries.body('person', name) as Person | undefined;
    if (person === undefined) return { Name: planDisplayName, Identity: planDisplayName, DisplayName: planDisplayName };
    return { ...recipientOf(person), DisplayName: person.name, EmailAddresses: proxyAddressesOf(person) };
  },
};

/** What new mailboxes of the one licence start with. A person's id has no slash. */
const planName = 'plan/ExchangeOnlineDeskless';
const planDisplayName = 'ExchangeOnlineDeskless';

export const casParameters: ParameterTable = {
  OWAEnabled: 'boolean',
  PopEnabled: 'boolean',
  ImapEnabled: 'boolean',
  ActiveSyncEnabled: 'boolean',
  EwsEnabled: 'boolean',
  MAPIEnabled: 'boolean',
  ECPEnabled: 'boolean',
  OneWinNativeOutlookEnabled: 'boolean',
  OutlookMobileEnabled: 'boolean',
  OWAforDevicesEnabled: 'boolean',
  MacOutlookEnabled: 'boolean',
  UniversalOutlookEnabled: 'boolean',
  SmtpClientAuthenticationDisabled: 'boolean',
  OwaMailboxPolicy: 'string',
};

export function casMailboxes(state: State): Found[] {
  return state.directory.people.filter(hasMailbox).map(({ id }) => read(casMailbox, id, state));
}

export function findCasMailbox(identity: string, state: State): Found {
  return read(casMailbox, findPerson(identity, state.directory.people.filter(hasMailbox), state).id, state);
}

/** The one plan there is, by its name or without one. */
export function findPlan(identity: string | undefined, state: State): Found {
  const found = read(casMailbox, planName, state);
  const names = [planName, planDisplayName, guidOf('casMailbox', planName, state)].map((name) => name.toLowerCase());
  if (identity !== undefined && !names.includes(identity.toLowerCase())) {
    throw objectNotFound(identity, state.directory.domain || state.tenant);
  }
  return found;
}
