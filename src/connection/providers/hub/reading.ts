import type { DesiredConnection } from '../../types.ts';
import { textIn, textsIn } from './resource.ts';
import { invoke, type Row } from './wire/exchange.ts';
import { graph, graphList } from './wire/graph.ts';
import { saysNotFound } from './wire/hubError.ts';
import type { Session } from './wire/session.ts';

/** One look at the hub: what several resources ask is asked once. */
export interface HubReading {
  readonly session: Session;
  readonly connection: DesiredConnection;
  /** Every object that `Get-X` lists. */
  listed(cmdlet: string, parameters?: Readonly<Record<string, unknown>>): Promise<readonly Row[]>;
  /** Domains of the organisation by name, as Graph tells them. */
  domains(): Promise<ReadonlyMap<string, Row>>;
  /** Accounts by userPrincipalName, lower-cased. */
  users(): Promise<ReadonlyMap<string, HubUser>>;
  /** User mailboxes by their primary address, lower-cased. */
  mailboxes(): Promise<ReadonlyMap<string, Row>>;
}

export interface HubUser {
  readonly id: string;
  readonly address: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly language: string;
  readonly usageLocation: string;
  /** skuId of each licence. */
  readonly licences: readonly string[];
}

const userProperties =
  'id,userPrincipalName,displayName,accountEnabled,preferredLanguage,usageLocation,assignedLicenses';

export function openReading(session: Session, connection: DesiredConnection): HubReading {
  const asked = new Map<string, Promise<unknown>>();
  const once = <Result>(name: string, ask: () => Promise<Result>): Promise<Result> => {
    const present = asked.get(name) as Promise<Result> | undefined;
    if (present !== undefined) return present;
    const asking = ask();
    asked.set(name, asking);
    return asking;
  };
  const listed = (cmdlet: string, parameters: Readonly<Record<string, unknown>> = {}) =>
    once(cmdlet, () => invoke(session, { name: cmdlet, parameters }));
  return {
    session,
    connection,
    listed,
    domains: () =>
      once('domains', async () => {
        const found = await graphList(session, '/domains');
        return new Map(found.map((domain) => [textIn(domain, 'id').toLowerCase(), domain]));
      }),
    users: () => once('users', () => readUsers(session)),
    mailboxes: () =>
      once('mailboxes', async () => {
        const rows = await listed('Get-Mailbox', {
          ResultSize: 'Unlimited',
          Filter: 'RecipientTypeDetails -eq "UserMailbox"',
        });
        return new Map(rows.map((row) => [textIn(row, 'PrimarySmtpAddress').toLowerCase(), row]));
      }),
  };
}

/** One account by its principal name; some hubs find it by an alias as well, and then it is not the one. */
export async function userNamed(session: Session, address: string): Promise<HubUser | undefined> {
  try {
    const found = await graph(session, 'GET', `/users/${encodeURIComponent(address)}?$select=${userProperties}`);
    const user = userOf(found);
    return user.address === address ? user : undefined;
  } catch (fault) {
    if (saysNotFound(fault)) return undefined;
    throw fault;
  }
}

async function readUsers(session: Session): Promise<ReadonlyMap<string, HubUser>> {
  const found = await graphList(session, `/users?$select=${userProperties}&$top=999`);
  return new Map(found.map(userOf).map((user) => [user.address, user]));
}

function userOf(user: Row): HubUser {
  const licences = Array.isArray(user.assignedLicenses) ? (user.assignedLicenses as Row[]) : [];
  return {
    id: textIn(user, 'id'),
    address: textIn(user, 'userPrincipalName').toLowerCase(),
    name: textIn(user, 'displayName'),
    enabled: user.accountEnabled === true,
    language: textIn(user, 'preferredLanguage'),
    usageLocation: textIn(user, 'usageLocation'),
    licences: licences.map((licence) => textIn(licence, 'skuId')),
  };
}

/** Addresses of a mailbox in one domain but the primary one, lower-cased and in order. */
export function aliasesOf(mailbox: Row, domain: string): string[] {
  const primary = textIn(mailbox, 'PrimarySmtpAddress').toLowerCase();
  return textsIn(mailbox, 'EmailAddresses')
    .map((address) => address.replace(/^smtp:/i, '').toLowerCase())
    .filter((address) => address !== primary && address.endsWith(`@${domain}`))
    .sort();
}
