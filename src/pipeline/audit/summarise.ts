/** What of a unit belongs into the audit log, and in which words. Never a secret, never what an event says. */
import type { AuditChange, ConfigurationEntry, Reads, Secret, SignInRecord, Write } from '../../store/contract.ts';
import type { Act } from './trail.ts';

interface Known {
  readonly reads: Pick<Reads, 'configuration' | 'signInRecord'>;
  addressOf(personId: string): string | undefined;
}

/** Changes told of one unit, and characters told of one value. */
const mostChanges = 100;
const mostCharacters = 300;

/** Whether it is worth a look; what it says is found out by reading what was there before. */
export function mayTell(unit: readonly Write[], act: Act | undefined): boolean {
  const administrative = ['putConfiguration', 'putSecret', 'putSignIn', 'deleteSignIn'];
  return unit.some(({ type }) => administrative.includes(type)) || (act !== undefined && act.target !== '');
}

/** Empty where the unit changes nothing administrative. */
export async function summariesOf(known: Known, unit: readonly Write[], act: Act | undefined): Promise<AuditChange[]> {
  const found: AuditChange[] = [];
  for (const write of unit) found.push(...(await summaryOf(known, write, act)));
  if (found.length <= mostChanges) return found;
  return [...found.slice(0, mostChanges), { of: `${found.length - mostChanges} more` }];
}

async function summaryOf(known: Known, write: Write, act: Act | undefined): Promise<AuditChange[]> {
  const { reads } = known;
  switch (write.type) {
    case 'putConfiguration':
      return configurationChanges(await reads.configuration(), write.entries);
    case 'putSecret':
      return secretMade(known, write.secret);
    case 'putSignIn':
      if (!telling[write.record.kind]) return [];
      return differences(
        nameOf(known, write.record),
        told(write.expect === 0 ? undefined : await reads.signInRecord(write.record.kind, write.record.id)),
        told(write.record),
      );
    case 'deleteSignIn': {
      if (!telling[write.kind]) return [];
      const before = await reads.signInRecord(write.kind, write.id);
      return before === undefined ? [] : [{ of: nameOf(known, before), before: shown(told(before)) }];
    }
    default:
      return act?.target ? inAnothersName(write) : [];
  }
}

/** What an administrator does with the things of somebody else. */
function inAnothersName(write: Write): AuditChange[] {
  switch (write.type) {
    case 'putObject':
      return [{ of: `event ${write.object.uid}`, after: `version ${write.object.version}` }];
    case 'deleteObject':
      return [{ of: `event ${write.uid}`, before: `version ${write.expect}` }];
    case 'deleteCalendar':
      return [{ of: `calendar ${write.calendar.slug}`, before: write.calendar.name }];
    case 'settleHeld':
      return [{ of: `held invitation ${write.id}`, before: 'waiting', after: write.state }];
    case 'putShare':
      return [{ of: `share of ${write.share.calendarId} with ${write.share.personId}`, after: write.share.right }];
    case 'dropShare':
      return [{ of: `share of ${write.calendarId} with ${write.personId}`, before: 'shared' }];
    default:
      return [];
  }
}

function configurationChanges(
  current: { readonly entries: readonly ConfigurationEntry[] },
  written: readonly ConfigurationEntry[],
): AuditChange[] {
  const before = new Map(current.entries.map((entry) => [`${entry.kind}\n${entry.name}`, entry.body]));
  return written.flatMap(({ kind, name, body }) =>
    differences(kind === name ? kind : `${kind} ${name}`, before.get(`${kind}\n${name}`), body),
  );
}

/** Credentials that are made for programs; keys that the hub makes for itself are nobody's act. */
function secretMade({ addressOf }: Known, { kind, value }: Secret): AuditChange[] {
  const named = (value ?? {}) as { name?: string; personId?: string; connectorUser?: string; clientId?: string };
  if (kind === 'client') return [{ of: `client ${named.name ?? ''}`, after: named.clientId ?? 'made' }];
  if (kind === 'token' && named.personId !== undefined)
    return [{ of: `token of ${addressOf(named.personId) ?? named.personId}`, after: 'made' }];
  if (kind === 'appPassword') return [{ of: `password of connector user ${named.connectorUser ?? ''}`, after: 'made' }];
  return kind === 'adminCredential' ? [{ of: 'local administrator', after: 'credential made' }] : [];
}

type Told = Readonly<Record<string, unknown>>;

/** Fields of what people sign in with that may be told; kinds without an entry are no administrative matter. */
const telling: Readonly<Record<SignInRecord['kind'], ((body: Told) => Told) | undefined>> = {
  account: ({ role, password, totp, recoveryCodes, identity }) => ({
    role,
    password: (password as { changedAt?: number } | undefined)?.changedAt,
    authenticatorApp: (totp as { since?: number } | undefined)?.since,
    recoveryCodes: Array.isArray(recoveryCodes) ? recoveryCodes.length : 0,
    identity: (identity as { issuer?: string } | undefined)?.issuer,
  }),
  passkey: ({ name }) => ({ name }),
  appPassword: ({ name }) => ({ name }),
  link: ({ purpose, role }) => ({ purpose, role }),
  session: undefined,
  spent: undefined,
};

function told(record: SignInRecord | undefined): Told | undefined {
  return record && telling[record.kind]?.(record.body as Told);
}

function nameOf({ addressOf }: Known, { kind, personId }: SignInRecord): string {
  return `${kind} of ${addressOf(personId) ?? (personId || 'nobody')}`;
}

/** One change a field that is otherwise; for what is new or gone, one for the whole. */
function differences(of: string, before: unknown, after: unknown): AuditChange[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined) return [{ of, after: shown(after) }];
  if (after === undefined) return [{ of, before: shown(before) }];
  const [was, is] = [before as Told, after as Told];
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return fields
    .filter((field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]))
    .map((field) => ({
      of: `${of}: ${field}`,
      ...(was[field] === undefined ? {} : { before: shown(was[field]) }),
      ...(is[field] === undefined ? {} : { after: shown(is[field]) }),
    }));
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}…`;
}
