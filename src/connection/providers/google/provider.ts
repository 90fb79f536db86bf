/** Google Workspace as the home: what has an API is read and written by it, the rest is typed and read back where that can be. */
import type { Clock } from '../../../platform/clock.ts';
import { type Json, type Observed, type Provider, ProviderRefusal, type Wanted } from '../../provider.ts';
import type { DesiredHome } from '../../types.ts';
import { type HubMail, hubMail } from '../hubMail.ts';
import { observeRecipient, type RecipientProbe } from '../recipientProbe.ts';
import { createGoogleApi, type GoogleApi, type GoogleEndpoints, googleEndpoints } from './api.ts';
import { googleCapabilities } from './capabilities.ts';
import { createGoogleClient, type GoogleClientOptions } from './client.ts';
import { createTokens } from './serviceAccount.ts';
import { ruleNames, wantGoogle } from './want.ts';

export interface GoogleProviderOptions {
  readonly home: Pick<DesiredHome, 'credentials' | 'smartHost'>;
  /** Where Passerelle takes mail. */
  readonly mail: Partial<HubMail>;
  readonly sendingAddresses: readonly string[];
  readonly probe: RecipientProbe;
  readonly clock: Clock;
  readSecret(reference: string): string;
  readonly wait: GoogleClientOptions['wait'];
  readonly chance: GoogleClientOptions['chance'];
  readonly endpoints?: GoogleEndpoints;
}

const requestMilliseconds = 20_000;

/** The APIs of Google Workspace, for the administrator that the credentials name. */
export function connectGoogle(
  credentials: NonNullable<DesiredHome['credentials']>,
  options: Omit<GoogleProviderOptions, 'home' | 'probe' | 'mail' | 'sendingAddresses'>,
): GoogleApi {
  const { clock, readSecret, wait, chance, endpoints = googleEndpoints } = options;
  const signal = () => AbortSignal.timeout(requestMilliseconds);
  const tokens = createTokens(() => readSecret(credentials.serviceAccount), clock, signal);
  return createGoogleApi(createGoogleClient({ tokens, wait, chance, signal }), credentials.admin, endpoints);
}

export function createGoogleProvider(options: GoogleProviderOptions): Provider {
  const { home, probe, mail, sendingAddresses } = options;
  const api = home.credentials === undefined ? undefined : connectGoogle(home.credentials, options);
  return {
    name: 'google',
    capabilities: googleCapabilities,
    want: (connection) => wantGoogle(connection, { hub: hubMail(connection, mail), sendingAddresses }),
    async read(wanted) {
      const reading = api === undefined ? undefined : rememberLists(api);
      const answer = async (one: Wanted): Promise<Observed> => {
        const [, kind, address] = one.key.split('/');
        if (kind === 'activated' && address !== undefined) {
          return observeRecipient(probe, home.smartHost, { address, value: one.value });
        }
        return reading === undefined ? absent : look(reading, one);
      };
      return new Map(await Promise.all(wanted.map(async (one) => [one.key, await answer(one)] as const)));
    },
    async write(key, value) {
      if (api === undefined) throw new ProviderRefusal('refused', 'google.manual', 'home.credentials are not set');
      await change(api, key, value);
    },
  };
}

const absent: Observed = { kind: 'absent' };

/** Within one reading a list is asked for once. */
function rememberLists(api: GoogleApi): GoogleApi {
  let addresses: ReturnType<GoogleApi['addresses']> | undefined;
  const settings = new Map<string, ReturnType<GoogleApi['settings']>>();
  return {
    ...api,
    addresses: () => (addresses ??= api.addresses()),
    settings(type) {
      const known = settings.get(type) ?? api.settings(type);
      settings.set(type, known);
      return known;
    },
  };
}

async function look(api: GoogleApi, wanted: Wanted): Promise<Observed> {
  try {
    return await observe(api, wanted);
  } catch (refusal) {
    if (!(refusal instanceof ProviderRefusal)) throw refusal;
    return { kind: refusal.kind === 'refused' ? 'unreadable' : refusal.kind, why: refusal.message };
  }
}

async function observe(api: GoogleApi, { key, value, manual }: Wanted): Promise<Observed> {
  // What Google tells nobody: a person or a probe has to.
  if (manual !== undefined && manual.provedBy !== 'reading') return absent;
  const [, kind, name = ''] = key.split('/');
  switch (kind) {
    case 'users': {
      const present = await api.addresses();
      const people = (Array.isArray(value) ? (value as readonly Json[]) : []).map(String);
      return { kind: 'there', value: people.filter((address) => present.has(address)), owner: 'unmarkable' };
    }
    case 'domainAlias': {
      const alias = await api.domainAlias(name);
      return alias === undefined
        ? absent
        : { kind: 'there', value: { parent: alias.parentDomainName }, owner: 'unmarkable' };
    }
    case 'verified': {
      const alias = await api.domainAlias(name);
      return alias?.verified ? { kind: 'there', value: true, owner: 'unmarkable' } : absent;
    }
    case 'rule': {
      const rules = await api.settings('settings/gmail.content_compliance');
      const title = name === 'answers' ? ruleNames.answers : ruleNames.notSpam;
      return mentions(rules, title, 0) ? { kind: 'there', value: true, owner: 'unmarkable' } : absent;
    }
    default:
      return { kind: 'unreadable', why: `Google tells nobody of ${key}` };
  }
}

/** The shape of a rule is described nowhere: its name is looked for wherever it stands. */
function mentions(value: unknown, text: string, depth: number): boolean {
  if (value === text) return true;
  if (typeof value !== 'object' || value === null || depth > 20) return false;
  return Object.values(value).some((member) => mentions(member, text, depth + 1));
}

async function change(api: GoogleApi, key: string, value: Json | undefined): Promise<void> {
  const [, kind, name = ''] = key.split('/');
  switch (kind) {
    case 'domainAlias': {
      if (value === undefined) return api.removeDomainAlias(name);
      const { parent } = value as { parent: string };
      return api.addDomainAlias(name, parent);
    }
    case 'verified': {
      // Taking it back is taking the alias away.
      if (value === undefined || (await api.verify(name))) return;
      const proof = await api.proof(name);
      throw new ProviderRefusal('pending', 'google.proof', `Google does not see the proof of ${name} in DNS yet`, [
        { name, type: 'TXT', value: proof },
      ]);
    }
    default:
      throw new ProviderRefusal('refused', 'google.manual', `Google has no API to write ${key}`);
  }
}
