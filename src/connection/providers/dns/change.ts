/** How a resource becomes what it has to be: pure, from the records of its name as the primary has them. */
import { type Json, type Observed, ProviderRefusal } from '../../provider.ts';
import type { ResourceRecord } from './message.ts';
import { mailExchangerData, nameData, textData } from './recordData.ts';
import type { DnsResource } from './resources.ts';
import { isSpf, mergeTerms, removeTerms } from './spf/record.ts';
import type { Prerequisite, ZoneChange } from './update.ts';

type Written = Pick<ResourceRecord, 'name' | 'type' | 'data' | 'ttl'>;
export type Change = Omit<ZoneChange, 'zone'>;

const ttlSeconds = 3600;

export interface Present {
  /** What the plan was made on. */
  readonly before: Observed;
  /** The records of the resource's name and type. */
  readonly records: readonly ResourceRecord[];
  /** Those whose MX the return domain is to share. */
  readonly exchangers: readonly ResourceRecord[];
}

/** Undefined when it is so already. @throws ProviderRefusal when somebody else's record is in the way */
export function changeFor(resource: DnsResource, value: Json | undefined, present: Present): Change | undefined {
  const { name } = resource;
  const { records } = present;
  switch (resource.kind) {
    case 'TXT':
      return change(name, 'TXT', records, {
        remove: value === undefined ? records.filter((record) => record.value === resource.text) : [],
        add: value === undefined || has(records, resource.text) ? [] : [textData(resource.text)],
      });
    case 'DKIM':
      return alone(
        name,
        'TXT',
        present,
        value === undefined ? undefined : { text: String(value), data: textData(String(value)) },
      );
    case 'CNAME':
      return alone(
        name,
        'CNAME',
        present,
        value === undefined ? undefined : { text: String(value), data: nameData(String(value)) },
      );
    case 'SPF': {
      const before = records.find((record) => isSpf(record.value));
      const after = merged(before?.value, resource.term, value);
      if (before?.value === after) return undefined;
      return change(name, 'TXT', records, {
        remove: before === undefined ? [] : [before],
        add: after === undefined ? [] : [textData(after)],
      });
    }
    case 'MX':
      return exchangers(name, value, present);
    case 'DMARC':
    case 'MX-unchanged':
    case 'PTR':
      throw new ProviderRefusal('refused', 'dns.readOnly', `${resource.kind} of ${name} is never changed from here`);
  }
}

function merged(record: string | undefined, term: string, value: Json | undefined): string | undefined {
  if (value !== undefined) return mergeTerms(record, [term]);
  return record === undefined ? undefined : removeTerms(record, [term]);
}

function has(records: readonly ResourceRecord[], text: string): boolean {
  return records.some(({ value }) => value === text);
}

/** One record that may share its name with no other of its type. */
function alone(
  name: string,
  type: 'TXT' | 'CNAME',
  { records, before }: Present,
  wanted: { text: string; data: Buffer } | undefined,
): Change | undefined {
  const [there] = records;
  if (wanted !== undefined && records.length === 1 && there?.value === wanted.text) return undefined;
  if (there !== undefined) refuseUnseen(name, type, before, records.length === 1 ? there.value : undefined);
  return change(name, type, records, { remove: records, add: wanted === undefined ? [] : [wanted.data] });
}

function exchangers(
  name: string,
  value: Json | undefined,
  { records, exchangers: home, before }: Present,
): Change | undefined {
  const wanted = exchangerSet(value, home);
  const same = wanted.length === records.length && records.every(({ data }) => wanted.some((one) => one.equals(data)));
  if (same) return undefined;
  if (records.length > 0 && before.kind !== 'there') refuseUnseen(name, 'MX', before, undefined);
  return change(name, 'MX', records, { remove: records, add: wanted });
}

function exchangerSet(value: Json | undefined, home: readonly ResourceRecord[]): Buffer[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(exchangerData) : home.map(({ data }) => data);
}

/** What stands there now must be what the plan showed: another record is somebody else's. */
function refuseUnseen(name: string, type: string, before: Observed, now: string | undefined): void {
  if (now !== undefined && before.kind === 'there' && before.value === now) return;
  throw new ProviderRefusal('refused', 'dns.foreign', `${name} has another ${type} record than the plan was made on`);
}

function exchangerData(exchanger: Json): Buffer {
  const [preference = '', host = ''] = String(exchanger).split(' ');
  return mailExchangerData(Number(preference), host);
}

function change(
  name: string,
  type: Written['type'],
  records: readonly ResourceRecord[],
  { remove, add }: { remove: readonly Written[]; add: readonly Buffer[] },
): Change | undefined {
  if (remove.length === 0 && add.length === 0) return undefined;
  // rfc2181#5.2: all records of one name and type live equally long.
  const ttl = records[0]?.ttl ?? ttlSeconds;
  return {
    prerequisites: [asTheyWere(name, type, records)],
    remove,
    add: add.map((data) => ({ name, type, data, ttl })),
  };
}

function asTheyWere(name: string, type: Written['type'], records: readonly ResourceRecord[]): Prerequisite {
  if (records.length > 0) return { kind: 'records', name, type, data: records.map(({ data }) => data) };
  // rfc1034#3.6.2: an alias bears no other records beside it.
  return type === 'CNAME' ? { kind: 'noName', name } : { kind: 'noRecords', name, type };
}
