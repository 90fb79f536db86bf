/** Reports to the originator (rfc3464): who is told of what became of a message, and by which way. */
import { decideForwarding } from '../directory/forwarding.ts';
import { isOwnDomain, outboundConnectorFor, resolveRecipient } from '../directory/recipients.ts';
import type { Directory, OutboundConnector, Person } from '../directory/types.ts';
import { addressDomain, localPart } from '../mail/address.ts';
import { composeDsn } from '../mail/dsn.ts';
import type { Random } from '../platform/random.ts';
import type { Job, Write } from '../store/contract.ts';
import { headersOf } from './message.ts';
import type { AttemptResult } from './result.ts';
import type { ReportKind } from './retry.ts';

/** How long a report is tried (rfc5321#4.5.4.1). */
const reportLifetime = 5 * 24 * 3600 * 1000;

export interface Report {
  readonly kind: ReportKind;
  readonly job: Job;
  readonly result: AttemptResult;
  /** rfc3463 */
  readonly status: string;
  readonly at: number;
}

/** @returns what to write so that the originator is told; nothing when no way leads to her */
export function reportWrites(
  report: Report,
  parts: { directory: Directory; random: Random; hostname: string },
): Write[] {
  const { directory, random } = parts;
  const { job, at } = report;
  const way = wayTo(directory, job.sender);
  const octets = composeReport(report, parts, way.person);
  const writes: Write[] = [];
  if (way.person && way.keep) {
    writes.push({
      type: 'putMailboxMessage',
      message: { id: random.uuid(), personId: way.person.id, at, octets: octets.message },
    });
  }
  if (way.mail) {
    const dsn: Job = {
      id: random.uuid(),
      idempotencyKey: `dsn:${report.kind}:${job.id}`,
      connector: way.mail.connector.name,
      // rfc3464#2: from the null sender, so that no report is answered by another.
      sender: '',
      recipient: way.mail.address,
      messageId: octets.messageId,
      message: { type: 'whole', octets: octets.message },
      notify: [],
      smtpUtf8: job.smtpUtf8,
      origin: 'dsn',
      createdAt: at,
      dueAt: at,
      expiresAt: at + reportLifetime,
      attempts: 0,
      lastError: '',
      delayNotified: false,
    };
    writes.push({ type: 'enqueue', job: dsn });
  }
  return writes;
}

interface Way {
  readonly person?: Person;
  /** Into her hub mailbox. */
  readonly keep: boolean;
  readonly mail?: { readonly address: string; readonly connector: OutboundConnector };
}

/** A person of the hub reads at home, where her forwarding leads; others get it at the address they sent from. */
function wayTo(directory: Directory, originator: string): Way {
  const resolved = resolveRecipient(directory, originator);
  if (resolved.kind === 'person') {
    const { person } = resolved;
    const forwarding = decideForwarding(directory, person);
    if (forwarding.kind !== 'forward') return { person, keep: true };
    const connector = outboundConnectorFor(directory, forwarding.to);
    if (!connector) return { person, keep: true };
    return { person, keep: forwarding.keepInMailbox, mail: { address: forwarding.to, connector } };
  }
  const { returnDomain } = directory.bridge;
  const home = returnDomain !== '' && isOwnDomain(directory, addressDomain(originator));
  const address = home ? `${localPart(originator)}@${returnDomain}` : originator;
  const connector = outboundConnectorFor(directory, address);
  return connector ? { keep: false, mail: { address, connector } } : { keep: false };
}

function composeReport(
  { kind, job, result, status, at }: Report,
  { random, hostname }: { random: Random; hostname: string },
  person: Person | undefined,
): { message: Buffer; messageId: string } {
  const messageId = `<${random.uuid()}@${hostname}>`;
  const remote = result.peer.replace(/:\d+$/, '');
  const message = composeDsn({
    kind,
    language: person?.language ?? 'en',
    reportingMta: hostname,
    recipient: job.recipient,
    ...(job.originalRecipient === undefined ? {} : { originalRecipient: job.originalRecipient }),
    originator: job.sender,
    status,
    diagnostic: result.reply,
    ...(remote === '' ? {} : { remoteMta: remote }),
    ...(job.envelopeId === undefined ? {} : { envelopeId: job.envelopeId }),
    messageId,
    at,
    ...(kind === 'delayed' ? { retryUntil: job.expiresAt } : {}),
    random,
    originalHeaders: headersOf(job),
  });
  return { message, messageId };
}
