/**
 * Dynamic updates (rfc2136): what must hold and what is to be changed, in one message that the primary carries out
 * whole or not at all. The prerequisites make it compare-and-set: a record that somebody changed since it was read
 * is never overwritten.
 */
import type { RecordType, ResourceRecord } from './message.ts';
import { nameData } from './recordData.ts';

export type Prerequisite =
  /** This set of records, exactly (rfc2136#2.4.2). */
  | { readonly kind: 'records'; readonly name: string; readonly type: RecordType; readonly data: readonly Buffer[] }
  | { readonly kind: 'noRecords'; readonly name: string; readonly type: RecordType }
  | { readonly kind: 'noName'; readonly name: string };

export interface ZoneChange {
  readonly zone: string;
  readonly prerequisites: readonly Prerequisite[];
  readonly remove: readonly Pick<ResourceRecord, 'name' | 'type' | 'data'>[];
  readonly add: readonly Pick<ResourceRecord, 'name' | 'type' | 'data' | 'ttl'>[];
}

const types: Readonly<Record<RecordType, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
};
const any = 255;
const classIn = 1;
const classNone = 254;
const updateOpcode = 5 << 11;
const nothing = Buffer.alloc(0);

export function encodeUpdate(id: number, { zone, prerequisites, remove, add }: ZoneChange): Buffer {
  const required = prerequisites.flatMap(prerequisiteRecords);
  const changes = [
    ...remove.map(({ name, type, data }) => record(name, types[type], classNone, 0, data)),
    ...add.map(({ name, type, data, ttl }) => record(name, types[type], classIn, ttl, data)),
  ];
  const head = Buffer.alloc(12);
  [id, updateOpcode, 1, required.length, changes.length, 0].forEach((word, index) => {
    head.writeUInt16BE(word, index * 2);
  });
  const zoneSection = Buffer.alloc(4);
  zoneSection.writeUInt16BE(types.SOA, 0);
  zoneSection.writeUInt16BE(classIn, 2);
  return Buffer.concat([head, nameData(zone), zoneSection, ...required, ...changes]);
}

function prerequisiteRecords(prerequisite: Prerequisite): Buffer[] {
  switch (prerequisite.kind) {
    case 'records':
      return prerequisite.data.map((data) => record(prerequisite.name, types[prerequisite.type], classIn, 0, data));
    case 'noRecords':
      return [record(prerequisite.name, types[prerequisite.type], classNone, 0, nothing)];
    case 'noName':
      return [record(prerequisite.name, any, classNone, 0, nothing)];
  }
}

function record(name: string, type: number, recordClass: number, ttl: number, data: Buffer): Buffer {
  const head = Buffer.alloc(10);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(recordClass, 2);
  head.writeUInt32BE(ttl, 4);
  head.writeUInt16BE(data.length, 8);
  return Buffer.concat([nameData(name), head, data]);
}

/** What the primary said (rfc2136#2.2.1). */
export type UpdateAnswer = 'done' | 'changedMeanwhile' | 'notAllowed' | 'notItsZone' | 'failed';

export function updateAnswer(reply: Buffer): UpdateAnswer {
  switch (reply.readUInt16BE(2) & 0xf) {
    case 0:
      return 'done';
    // NXDOMAIN, YXDOMAIN, YXRRSET, NXRRSET: a prerequisite did not hold.
    case 3:
    case 6:
    case 7:
    case 8:
      return 'changedMeanwhile';
    case 5:
      return 'notAllowed';
    // NOTAUTH also says that the signature was not accepted (rfc8945#5.2).
    case 9:
    case 10:
      return 'notItsZone';
    default:
      return 'failed';
  }
}
