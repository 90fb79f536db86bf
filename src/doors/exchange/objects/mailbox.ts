import { isAcceptedDomain } from '../../../directory/recipients.ts';
import type { Person } from '../../../directory/types.ts';
import { addressDomain, localPart } from '../../../mail/address.ts';
import type { State } from '../cmdlets/cmdlet.ts';
import { invalidValue, objectExists } from '../frame/failure.ts';
import type { Told } from '../frame/told.ts';
import { type Bag, type Family, type Found, flagIn, listIn, read, textIn } from './family.ts';
import { findPerson, hasMailbox } from './person.ts';

/** A person's mailbox; the entry's name is her id. */
export const mailbox: Family<Person> = {
  kind: 'person',
  noun: 'mailbox',
  defaults: {
    DisplayName: '',
    EmailAddresses: [],
    ForwardingAddress: null,
    ForwardingSmtpAddress: null,
    DeliverToMailboxAndForward: false,
    HiddenFromAddressListsEnabled: false,
    Languages: [],
    MailTip: null,
    Office: null,
    SimpleDisplayName: null,
    ...Object.fromEntries(Array.from({ length: 15 }, (_, at) => [`CustomAttribute${at + 1}`, null])),
    ...Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`ExtensionCustomAttribute${at + 1}`, []])),
  },
  bagOf: (person) => ({
    DisplayName: person.name,
    EmailAddresses: proxyAddressesOf(person),
    ...(person.forwarding && {
      ForwardingSmtpAddress: `smtp:${person.forwarding.forwardingSmtpAddress}`,
      DeliverToMailboxAndForward: person.forwarding.deliverToMailboxAndForward,
    }),
  }),
  bodyOf(id, bag, state, before) {
    if (before === undefined) throw new Error(`no person ${id}`);
    const { forwarding: _, ...rest } = before;
    const to = textIn(bag, 'ForwardingSmtpAddress')?.replace(/^smtp:/i, '');
    if (to !== undefined && !/^[^\s@<>]{1,64}@[^\s@<>]{1,253}$/.test(to)) {
      throw invalidValue(`"${to.slice(0, 320)}" isn't a valid SMTP address.`);
    }
    return {
      ...rest,
      ...addressesIn(bag, before, state),
      name: textIn(bag, 'DisplayName') ?? before.name,
      ...(to !== undefined && {
        forwarding: {
          forwardingSmtpAddress: to,
          deliverToMailboxAndForward: flagIn(bag, 'DeliverToMailboxAndForward'),
        },
      }),
    };
  },
  about({ name }, { entries }) {
    const person = entries.body('person', name) as Person;
    return {
      ...recipientOf(person),
      RecipientType: 'UserMailbox',
      RecipientTypeDetails: 'UserMailbox',
      IsMailboxEnabled: true,
    };
  },
};

/** What every kind of recipient object says of a person. */
export function recipientOf(person: Person): Told {
  const alias = localPart(person.address);
  return {
    Name: alias,
    Alias: alias,
    ExternalDirectoryObjectId: person.id,
    PrimarySmtpAddress: person.address,
    WindowsEmailAddress: person.address,
    UserPrincipalName: person.address,
    MicrosoftOnlineServicesID: person.address,
    AccountDisabled: !person.enabled,
  };
}

export function proxyAddressesOf(person: Person): string[] {
  return [`SMTP:${person.address}`, ...person.aliases.map((alias) => `smtp:${alias}`)];
}

export function mailboxes(state: State): Found[] {
  return state.directory.people.filter(hasMailbox).map(({ id }) => read(mailbox, id, state));
}

export function findMailbox(identity: string, state: State): Found {
  return read(mailbox, findPerson(identity, state.directory.people.filter(hasMailbox), state).id, state);
}

/** `SMTP:` is the primary one; without it, what was primary stays so while it is listed, else the first is. */
function addressesIn(bag: Bag, before: Person, state: State): Pick<Person, 'address' | 'aliases'> {
  const listed = listIn(bag, 'EmailAddresses').map((text) => {
    const [, type = 'smtp', address = ''] = /^(?:([A-Za-z0-9]{1,10}):)?(.{1,320})$/.exec(text) ?? [];
    if (type.toLowerCase() !== 'smtp') throw invalidValue(`"${text.slice(0, 100)}": this hub has SMTP addresses only.`);
    return { primary: type === 'SMTP', address: address.toLowerCase() };
  });
  const primaries = listed.filter(({ primary }) => primary);
  if (primaries.length > 1) throw invalidValue('EmailAddresses: there can be one primary SMTP address.');
  const known = listed.find(({ address }) => address === before.address.toLowerCase());
  const primary = (primaries[0] ?? known ?? listed[0])?.address;
  if (primary === undefined) throw invalidValue('EmailAddresses: a mailbox has a primary SMTP address.');
  const aliases = [...new Set(listed.map(({ address }) => address))].filter((address) => address !== primary);
  for (const address of [primary, ...aliases]) checkAddress(address, before, state);
  return { address: primary === before.address.toLowerCase() ? before.address : primary, aliases };
}

function checkAddress(address: string, person: Person, { directory }: State): void {
  const own = [person.address, ...person.aliases].some((each) => each.toLowerCase() === address);
  if (own) return;
  if (!/^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>]{1,253}$/.test(address))
    throw invalidValue(`"${address}" isn't a valid SMTP address.`);
  if (!isAcceptedDomain(directory, addressDomain(address))) {
    throw invalidValue(`The domain of "${address}" isn't an accepted domain of the organization.`);
  }
  const other = directory.people.find(
    (each) => each.id !== person.id && [each.address, ...each.aliases].some((used) => used.toLowerCase() === address),
  );
  if (other) throw objectExists('proxy address', `SMTP:${address}`);
}
