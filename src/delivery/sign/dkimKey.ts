import { createPublicKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { Clock } from '../../platform/clock.ts';
import type { Random } from '../../platform/random.ts';
import type { Store } from '../../store/contract.ts';
import type { SigningKey } from '../authentication/protocol.ts';

const generate = promisify(generateKeyPair);

/** Keys that sign what the hub sends by MX, one a domain, kept in the store's secrets (`dkimKey`). */
export interface DkimKeys {
  /** The domain's key; the first call makes it (RSA 2048). */
  of(domain: string): Promise<SigningKey>;
}

export function createDkimKeys(parts: { store: Store; clock: Clock; random: Random }): DkimKeys {
  const known = new Map<string, Promise<SigningKey>>();
  return {
    of(domain) {
      const found = known.get(domain);
      if (found) return found;
      const loading = load(parts, domain);
      known.set(domain, loading);
      // A fault of the store is not remembered.
      loading.catch(() => known.delete(domain));
      return loading;
    },
  };
}

/** Where the public key is published, and what stands there (rfc6376#3.6.1). */
export function dkimRecord(key: SigningKey): { name: string; text: string } {
  const octets = createPublicKey(key.privateKey).export({ type: 'spki', format: 'der' });
  return {
    name: `${key.selector}._domainkey.${key.domain}`,
    text: `v=DKIM1; k=rsa; p=${octets.toString('base64')}`,
  };
}

async function load(
  { store, clock, random }: { store: Store; clock: Clock; random: Random },
  domain: string,
): Promise<SigningKey> {
  const stored = await oldest(store, domain);
  if (stored) return stored;
  const { privateKey } = await generate('rsa', { modulusLength: 2048 });
  const selector = `passerelle-${random.bytes(3).toString('hex')}`;
  const value: SigningKey = {
    domain,
    selector,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
  await store.commit([{ type: 'putSecret', secret: { kind: 'dkimKey', id: selector, value, createdAt: clock.now() } }]);
  // Two processes may make one at the same moment: both take the older.
  return (await oldest(store, domain)) ?? value;
}

async function oldest(store: Store, domain: string): Promise<SigningKey | undefined> {
  const secrets = await store.reads.secrets('dkimKey');
  const [first] = secrets
    .map(({ value, createdAt, id }) => ({ key: value as SigningKey, createdAt, id }))
    .filter(({ key }) => key.domain === domain)
    .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  return first?.key;
}
