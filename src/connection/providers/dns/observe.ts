/** What is there now, from what the servers told. Only a clear "no" is `absent`. */
import { isIPv6 } from 'node:net';
import type { Observed, Wanted } from '../../provider.ts';
import type { Told } from './authority.ts';
import type { RecordType } from './message.ts';
import { type DnsResource, digestOf, resourceOf } from './resources.ts';
import { countLookups, type Lookup } from './spf/lookups.ts';
import { isSpf, mergeTerms, termsPresent } from './spf/record.ts';

export interface Informants {
  /** The word of those who are responsible for a name. */
  tell(name: string, type: RecordType): Promise<Told>;
  /** What any reader of an SPF record would find. */
  readonly lookup: Lookup;
}

type Records = Extract<Told, { kind: 'records' }>['records'];

export async function observe({ key, value: wanted, manual }: Wanted, informants: Informants): Promise<Observed> {
  // Nobody but a person can say.
  if (manual?.provedBy === 'attestation') return absent;
  const resource = resourceOf(key);
  switch (resource.kind) {
    case 'TXT':
      return settled(await informants.tell(resource.name, 'TXT'), (records) =>
        records.some(({ value }) => value === resource.text) ? there(resource.text) : absent,
      );
    case 'DKIM':
      return settled(await informants.tell(resource.name, 'TXT'), (records) =>
        only(records, (value) => digestOf(value) === resource.digest),
      );
    case 'CNAME':
      return settled(await informants.tell(resource.name, 'CNAME'), (records) =>
        only(records, (value) => value === resource.target),
      );
    case 'SPF':
      return observeSender(resource, informants);
    case 'DMARC':
      return settled(await informants.tell(resource.name, 'TXT'), dmarc);
    case 'MX':
      return observeReturn(resource, informants);
    case 'MX-unchanged':
      return settled(await informants.tell(resource.name, 'MX'), (records) =>
        there(Array.isArray(wanted) ? sortedValues(records) : 'at the home'),
      );
    case 'PTR':
      return observeReverse(resource.name, informants);
  }
}

const absent: Observed = { kind: 'absent' };

function there(value: Extract<Observed, { kind: 'there' }>['value']): Observed {
  return { kind: 'there', value, owner: 'unmarkable' };
}

function settled(told: Told, read: (records: Records) => Observed): Observed {
  switch (told.kind) {
    case 'records':
      return read(told.records);
    case 'nothing':
      return absent;
    case 'silent':
      return { kind: 'pending', why: told.why };
    case 'divided':
      return { kind: 'propagating', why: told.why };
    case 'failure':
      return { kind: 'unreadable', why: told.why };
  }
}

/** A record that stands alone at its name: another one there is somebody else's. */
function only(records: Records, isOurs: (value: string) => boolean): Observed {
  const [first] = records;
  if (first === undefined) return absent;
  if (records.length > 1) {
    return { kind: 'unreadable', why: `${first.name} has ${records.length} ${first.type} records: keep one` };
  }
  return { kind: 'there', value: first.value, owner: isOurs(first.value) ? 'unmarkable' : 'foreign' };
}

async function observeSender(
  { name, term }: Extract<DnsResource, { kind: 'SPF' }>,
  { tell, lookup }: Informants,
): Promise<Observed> {
  const told = await tell(name, 'TXT');
  const records = told.kind === 'records' ? told.records.map(({ value }) => value).filter(isSpf) : [];
  if (told.kind !== 'records' && told.kind !== 'nothing') return settled(told, () => absent);
  if (records.length > 1) {
    // rfc7208#4.5: with two, every receiver gives up.
    return { kind: 'unreadable', why: `${name} has ${records.length} SPF records, and may have one: join them first` };
  }
  const present = records[0] !== undefined && termsPresent(records[0], [term]).length > 0;
  const counted = await countLookups(name, mergeTerms(records[0], [term]), lookup);
  if (counted.kind === 'beyond') {
    return {
      kind: 'unreadable',
      why: `the SPF record of ${name} with ${term} would be refused: ${counted.why} (rfc7208#4.6.4)`,
    };
  }
  if (present) return there(term);
  return counted.kind === 'unanswered' ? { kind: 'pending', why: counted.why } : absent;
}

function dmarc(records: Records): Observed {
  const policies = records.filter(({ value }) => /^v=DMARC1(?: *;|$)/.test(value));
  if (policies.length > 1) return { kind: 'unreadable', why: 'there are several DMARC records, and may be one' };
  return policies.length === 1 ? there('v=DMARC1') : absent;
}

async function observeReturn(
  { name, sameAs }: Extract<DnsResource, { kind: 'MX' }>,
  { tell }: Informants,
): Promise<Observed> {
  const [told, main] = await Promise.all([tell(name, 'MX'), tell(sameAs, 'MX')]);
  if (main.kind === 'nothing') return { kind: 'unreadable', why: `${sameAs} has no MX that ${name} could have too` };
  if (main.kind !== 'records') return settled(main, () => absent);
  return settled(told, (records) => {
    const exchangers = sortedValues(records);
    return exchangers.join() === sortedValues(main.records).join()
      ? there({ sameAs })
      : { kind: 'there', value: exchangers, owner: 'foreign' };
  });
}

/** The name of the address leads back to the address. */
async function observeReverse(address: string, { tell }: Informants): Promise<Observed> {
  const told = await tell(reverseName(address), 'PTR');
  if (told.kind !== 'records') return settled(told, () => absent);
  const type = isIPv6(address) ? 'AAAA' : 'A';
  const forward = await Promise.all(told.records.slice(0, 3).map(({ value }) => tell(value, type)));
  return forward.some((one) => one.kind === 'records' && one.records.some(({ value }) => value === address))
    ? there(true)
    : absent;
}

function reverseName(address: string): string {
  if (!isIPv6(address)) return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle = tail === undefined ? [] : Array<string>(8 - groups.length - last.length).fill('0');
  const digits = [...groups, ...middle, ...last].map((group) => group.padStart(4, '0')).join('');
  return `${[...digits].reverse().join('.')}.ip6.arpa`;
}

export function sortedValues(records: Records): string[] {
  return records.map(({ value }) => value).sort();
}
