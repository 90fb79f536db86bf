import type { Store, TraceRecord } from '../../../store/contract.ts';
import { guid, moment, type Told } from '../frame/told.ts';
import type { Given } from '../parameters/types.ts';

const pieceSize = 1000;

/** Records of the span that the call asks for, read piece by piece from the newest. */
export async function readTrace(
  store: Store,
  given: Given,
  span: { readonly from: number; readonly until: number; readonly most: number },
): Promise<Told[]> {
  const wanted = wish(given, span.until);
  const [messageId, ...moreIds] = given.list('MessageId');
  const filter = messageId !== undefined && moreIds.length === 0 ? { messageId } : {};
  const found: Told[] = [];
  const seen = new Set<string>();
  let before = span.until + 1;
  for (;;) {
    const records = await store.reads.trace({ limit: pieceSize, before, ...filter });
    const fresh = records.filter(({ id }) => !seen.has(id));
    for (const record of fresh) {
      if (record.at < span.from || found.length === span.most) return found;
      seen.add(record.id);
      if (wanted(record)) found.push(toldOf(record));
    }
    const last = records.at(-1);
    if (last === undefined || fresh.length === 0 || records.length < pieceSize) return found;
    // Of those at the same millisecond some may have been cut off.
    before = last.at + 1;
  }
}

function wish(given: Given, until: number): (record: TraceRecord) => boolean {
  const listed = (name: string) => new Set(given.list(name).map((text) => text.toLowerCase()));
  const [ids, recipients, senders, statuses] = ['MessageId', 'RecipientAddress', 'SenderAddress', 'Status'].map(listed);
  const subject = given.text('Subject')?.toLowerCase();
  const how = given.text('SubjectFilterType') ?? 'Contains';
  const from = given.text('FromIP');
  const traceId = given.text('MessageTraceId')?.toLowerCase();
  // Exchange goes on after the last recipient of the last moment that was told.
  const after = given.text('StartingRecipientAddress')?.toLowerCase();
  const among = (set: Set<string> | undefined, text: string) => !set || set.size === 0 || set.has(text.toLowerCase());
  return (record) =>
    among(ids, record.messageId) &&
    among(recipients, record.recipient) &&
    among(senders, record.sender) &&
    among(statuses, statusOf(record)) &&
    (from === undefined || record.peer === from) &&
    (traceId === undefined || traceGuid(record.id) === traceId) &&
    (after === undefined || record.at < until || record.recipient.toLowerCase() > after) &&
    (subject === undefined || fits((record.subject ?? '').toLowerCase(), subject, how));
}

function fits(text: string, wanted: string, how: string): boolean {
  if (how === 'StartsWith') return text.startsWith(wanted);
  return how === 'EndsWith' ? text.endsWith(wanted) : text.includes(wanted);
}

function toldOf(record: TraceRecord): Told {
  return {
    Received: moment(record.at),
    SenderAddress: record.sender,
    RecipientAddress: record.recipient,
    Subject: record.subject ?? '',
    Status: statusOf(record),
    Size: record.size,
    MessageId: record.messageId,
    MessageTraceId: guid(traceGuid(record.id)),
    FromIP: record.direction === 'in' ? record.peer : '',
    ToIP: record.direction === 'out' ? record.peer : '',
    // What Exchange has no column for: the rules that hit, and what became of the message.
    TransportRules: record.rules,
    Decision: record.decision,
    Effect: record.effect,
  };
}

/** A copy that a rule or the hub's nature drops has failed, in Exchange's words, without a report to anybody. */
function statusOf({ decision }: TraceRecord): string {
  switch (decision) {
    case 'file':
    case 'keep':
    case 'pass':
    case 'delivered':
      return 'Delivered';
    case 'deferred':
      return 'Pending';
    case 'hold':
      return 'Quarantined';
    case 'drop':
    case 'reject':
    case 'failed':
      return 'Failed';
    default:
      return 'None';
  }
}

/** Trace ids are 26 hexadecimal digits that sort by time. */
function traceGuid(id: string): string {
  const hex = id.padStart(32, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
