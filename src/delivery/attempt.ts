/** One attempt to deliver one job: find the hosts, get a connection, hand the message over. */
import { isIP } from 'node:net';
import type { OutboundConnector } from '../directory/types.ts';
import type { Random } from '../platform/random.ts';
import type { DnsResolver } from '../platform/resolver.ts';
import type { Job } from '../store/contract.ts';
import { type Host, hostsFor } from './hosts.ts';
import type { DeliveryLimits } from './limits.ts';
import type { OutgoingMessage } from './message.ts';
import { type AttemptResult, failure } from './result.ts';
import { securityOf } from './smtp/security.ts';
import { SessionFailure, type SessionOptions, SmtpSession } from './smtp/session.ts';
import type { SessionPool } from './smtp/sessionPool.ts';

export interface AttemptParts {
  readonly resolver: DnsResolver;
  readonly random: Random;
  readonly hostname: string;
  readonly pool: SessionPool;
  readonly limits: DeliveryLimits;
  /** Value of a secret reference; throws when there is none. */
  secretOf(reference: string): string;
  readonly tlsAuthorities?: readonly string[];
}

export type Parcel = Pick<Job, 'sender' | 'recipient' | 'notify' | 'envelopeId' | 'originalRecipient' | 'origin'>;

/** Never throws for what a peer, the network or DNS does; `signal` breaks it off. */
export async function attempt(
  parcel: Parcel,
  message: OutgoingMessage,
  connector: OutboundConnector,
  parts: AttemptParts,
  signal: AbortSignal,
): Promise<AttemptResult> {
  let auth: SessionOptions['auth'];
  try {
    auth = connector.auth && { user: connector.auth.user, password: parts.secretOf(connector.auth.secret) };
  } catch (fault) {
    return failure('temporary', 'configuration', '4.3.5', `connector ${connector.name}: ${(fault as Error).message}`);
  }
  const found = await hostsFor(connector, parcel.recipient, { ...parts, mxPort: parts.limits.mxPort });
  if (found.kind !== 'hosts') return found;
  let last: AttemptResult = failure('temporary', 'connection', '4.4.1', 'no host was tried');
  for (const host of found.hosts.slice(0, parts.limits.hostsPerAttempt)) {
    for (const address of await addressesOf(host, parts.resolver)) {
      if (signal.aborted) return failure('temporary', 'connection', '4.4.2', String(signal.reason), nameOf(host));
      last = await handOver({ parcel, message, connector, parts, signal, host, address, ...(auth ? { auth } : {}) });
      // rfc5321#5.1: the next host is for when this one can't be spoken with; its word on the message is its word.
      if (last.kind === 'delivered' || last.because === 'reply') return last;
    }
  }
  return last;
}

/** Our own resolver is asked first; names it does not know may be in the machine's hosts file. */
async function addressesOf({ name }: Host, resolver: DnsResolver): Promise<string[]> {
  if (isIP(name) !== 0 || name === 'localhost') return [name];
  const answers = await Promise.allSettled([resolver.resolve(name, 'A'), resolver.resolve(name, 'AAAA')]);
  const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value.map(String) : []));
  return addresses.length > 0 ? addresses.slice(0, 3) : [name];
}

interface HandingOver {
  readonly parcel: Parcel;
  readonly message: OutgoingMessage;
  readonly connector: OutboundConnector;
  readonly parts: AttemptParts;
  readonly signal: AbortSignal;
  readonly host: Host;
  readonly address: string;
  readonly auth?: { readonly user: string; readonly password: string };
}

async function handOver(handing: HandingOver): Promise<AttemptResult> {
  const { parcel, message, connector, parts, signal, host } = handing;
  const peer = nameOf(host);
  // A connection is reused only for what it was opened for: a connector that was changed gets a new one.
  const place = JSON.stringify([connector, handing.address, host.port]);
  let session: SmtpSession;
  try {
    session = (await parts.pool.take(place)) ?? (await openSession(handing));
  } catch (fault) {
    if (!(fault instanceof SessionFailure)) throw fault;
    return failure('temporary', 'connection', fault.tls ? '4.7.5' : '4.4.1', fault.reply, peer);
  }
  const breakOff = () => session.close(String(signal.reason));
  signal.addEventListener('abort', breakOff);
  try {
    if (isInternational(parcel) && !session.extensions.has('SMTPUTF8')) {
      parts.pool.give(place, session);
      // rfc6531#3.2
      return failure('permanent', 'reply', '5.6.7', `${peer} takes no internationalised addresses`, peer);
    }
    const reply = await session.send(envelopeOf(parcel, message), message.open());
    const offersDsn = session.extensions.has('DSN');
    parts.pool.give(place, session);
    return { kind: 'delivered', reply, peer, offersDsn, size: message.sent() };
  } catch (fault) {
    if (!(fault instanceof SessionFailure)) {
      session.close();
      throw fault;
    }
    if (fault.usable || fault.unsendable) parts.pool.give(place, session);
    else session.close();
    return refusedBy(fault, peer);
  } finally {
    signal.removeEventListener('abort', breakOff);
  }
}

async function openSession({ connector, parts, host, address, auth }: HandingOver): Promise<SmtpSession> {
  const options: SessionOptions = {
    address,
    port: host.port,
    greeting: parts.hostname,
    security: securityOf(connector, host.name, parts.tlsAuthorities),
    ignoreTls: false,
    connectMilliseconds: parts.limits.connectMilliseconds,
    silenceMilliseconds: parts.limits.silenceMilliseconds,
    ...(auth ? { auth } : {}),
  };
  try {
    return await SmtpSession.open(options);
  } catch (fault) {
    const retryInClear = connector.tlsSettings === null && fault instanceof SessionFailure && fault.tls;
    if (!retryInClear) throw fault;
    return SmtpSession.open({ ...options, ignoreTls: true });
  }
}

function envelopeOf(parcel: Parcel, message: OutgoingMessage) {
  const { notify, envelopeId, originalRecipient } = parcel;
  const asked = notify.length > 0 || envelopeId !== undefined || originalRecipient !== undefined;
  return {
    from: parcel.sender === '' ? (false as const) : parcel.sender,
    to: [parcel.recipient],
    use8BitMime: message.eightBit,
    ...(message.size === undefined ? {} : { size: message.size }),
    // rfc3461#5.2.1: what the originator asked goes on to a host that knows of it.
    ...(asked && parcel.origin !== 'dsn'
      ? {
          dsn: {
            ret: 'HDRS',
            ...(notify.length > 0 ? { notify: [...notify] } : {}),
            ...(envelopeId === undefined ? {} : { envid: envelopeId }),
            orcpt: `rfc822;${originalRecipient ?? parcel.recipient}`,
          },
        }
      : {}),
  };
}

/** rfc5321#4.2.1: 4 may be tried again, 5 may not; a reply that is neither, or none, is the connection's failure. */
function refusedBy(fault: SessionFailure, peer: string): AttemptResult {
  if (fault.unsendable) return failure('permanent', 'reply', '5.3.4', fault.reply, peer);
  const { replyCode } = fault;
  if (replyCode === undefined || replyCode < 400) return failure('temporary', 'connection', '4.4.2', fault.reply, peer);
  const permanent = replyCode >= 500;
  const status = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(fault.reply)?.[1] ?? (permanent ? '5.0.0' : '4.0.0');
  return failure(permanent ? 'permanent' : 'temporary', 'reply', status, fault.reply, peer);
}

function nameOf({ name, port }: Host): string {
  return name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`;
}

function isInternational({ sender, recipient }: Parcel): boolean {
  const addresses = sender + recipient;
  return Buffer.byteLength(addresses) !== addresses.length;
}
