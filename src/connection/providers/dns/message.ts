/**
 * DNS messages (rfc1035#4): questions out, replies in. The format is dns-packet's; what comes out of a reply are
 * records with their octets as they stood, because a dynamic update names a record by its exact octets (rfc2136#2.4.2).
 */
import { type Answer, AUTHENTIC_DATA, type DecodedPacket, decode, encode, RECURSION_DESIRED } from 'dns-packet';
import { lowerName, mailExchangerData, nameData, stringsData } from './recordData.ts';

export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'NS' | 'PTR' | 'SOA' | 'TXT';

export interface ResourceRecord {
  /** Lower case, without the final dot. */
  readonly name: string;
  readonly type: RecordType;
  readonly ttl: number;
  /** As people write it: an address, a host, `10 mx.contoso.example`, or the text of a TXT, its strings joined. */
  readonly value: string;
  readonly data: Buffer;
}

export type Reply =
  | {
      readonly kind: 'answer';
      readonly records: readonly ResourceRecord[];
      /** The zone that the authority section names. */
      readonly zone: string | undefined;
      readonly authoritative: boolean;
      readonly truncated: boolean;
    }
  /** SERVFAIL, REFUSED and whatever else is neither an answer nor a clear no. */
  | { readonly kind: 'failure'; readonly code: string };

/** Answers are told apart by their number; @param recursive asks the server to find out for us. */
export function encodeQuestion(id: number, name: string, type: RecordType, recursive: boolean): Buffer {
  return encode({
    type: 'query',
    id,
    flags: (recursive ? RECURSION_DESIRED : 0) | AUTHENTIC_DATA,
    questions: [{ name, type }],
    // rfc6891#6.2.5: more than 512 octets fit into one datagram; 1,232 pass every path unfragmented.
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: 1232,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  });
}

/** Undefined when the octets are no reply to this question: anybody can send a datagram. */
export function decodeReply(octets: Buffer, id: number, name: string, type: RecordType): Reply | undefined {
  try {
    return replyIn(decode(octets), id, name, type);
  } catch {
    // The library throws whatever comes up where octets make no sense.
    return undefined;
  }
}

function replyIn(packet: DecodedPacket, id: number, name: string, type: RecordType): Reply | undefined {
  const question = packet.questions?.[0];
  if (packet.id !== id || packet.type !== 'response') return undefined;
  const { rcode } = packet as unknown as { rcode: string };
  if (question !== undefined && (question.type !== type || lowerName(question.name) !== lowerName(name)))
    return undefined;
  // NXDOMAIN is an answer: nothing is there.
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') return { kind: 'failure', code: rcode };
  if (question === undefined) return undefined;
  const zone = (packet.authorities ?? []).find((record) => record.type === 'SOA');
  return {
    kind: 'answer',
    records: (packet.answers ?? []).flatMap(recordOf),
    zone: zone === undefined ? undefined : lowerName(zone.name),
    authoritative: packet.flag_aa,
    truncated: packet.flag_tc,
  };
}

function recordOf(answer: Answer): ResourceRecord[] {
  const name = lowerName(answer.name);
  const ttl = 'ttl' in answer ? (answer.ttl ?? 0) : 0;
  switch (answer.type) {
    case 'A':
    case 'AAAA':
      return [{ name, type: answer.type, ttl, value: answer.data, data: Buffer.alloc(0) }];
    case 'CNAME':
    case 'NS':
    case 'PTR': {
      const value = lowerName(answer.data);
      return [{ name, type: answer.type, ttl, value, data: nameData(value) }];
    }
    case 'MX': {
      const { preference = 0, exchange } = answer.data;
      const host = lowerName(exchange);
      return [{ name, type: 'MX', ttl, value: `${preference} ${host}`, data: mailExchangerData(preference, host) }];
    }
    case 'SOA':
      return [{ name, type: 'SOA', ttl, value: lowerName(answer.data.mname), data: Buffer.alloc(0) }];
    case 'TXT': {
      const strings = answer.data as unknown as readonly Buffer[];
      return [{ name, type: 'TXT', ttl, value: Buffer.concat(strings).toString('latin1'), data: stringsData(strings) }];
    }
    default:
      return [];
  }
}
