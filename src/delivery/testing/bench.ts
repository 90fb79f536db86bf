import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Directory, OutboundConnector } from '../../directory/types.ts';
import { silentLog } from '../../platform/log.ts';
import { systemRandom } from '../../platform/random.ts';
import type { DnsResolver } from '../../platform/resolver.ts';
import type { Job, Store, TraceRecord } from '../../store/contract.ts';
import { openStore } from '../../store/open.ts';
import { type Delivery, type DeliveryParts, startDelivery } from '../delivery.ts';

/** Delivery over a real store, with a clock that stands still until it is set. */
export interface Bench {
  readonly store: Store;
  readonly delivery: Delivery;
  readonly clock: { at: number; now(): number };
  enqueue(change?: Partial<Job>): Promise<Job>;
  /** The next `count` trace records, in the order of their commit. */
  traced(count: number): Promise<TraceRecord[]>;
}

export const start = Date.parse('2026-11-24T09:00:00Z');

export async function openBench(
  t: TestContext,
  options: {
    connectors: readonly Partial<OutboundConnector>[];
    directory?: Partial<Directory>;
  } & Partial<DeliveryParts>,
): Promise<Bench> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'passerelle-delivery-'));
  const clock = { at: start, now: () => clock.at };
  const store = await openStore({ dataDirectory, log: silentLog, clock });
  const { connectors, directory: changes, ...parts } = options;
  const directory = directoryWith(connectors.map(connectorWith), changes);
  const records: TraceRecord[] = [];
  const waiters: (() => void)[] = [];
  const delivery = await startDelivery({
    store,
    directory: () => directory,
    log: silentLog,
    clock,
    random: systemRandom,
    resolver: noDns,
    hostname: 'hub.contoso.example',
    secretOf: () => {
      throw new Error('no secrets here');
    },
    onTrace(more) {
      records.push(...more);
      for (const waiter of waiters.splice(0)) waiter();
    },
    ...parts,
  });
  t.after(async () => {
    await delivery.stop(0);
    await store.close();
    await rm(dataDirectory, { recursive: true });
  });
  return {
    store,
    delivery,
    clock,
    async enqueue(change) {
      const job = jobWith(change);
      await store.commit([{ type: 'enqueue', job }]);
      delivery.wake();
      return job;
    },
    async traced(count) {
      while (records.length < count) await new Promise<void>((resolve) => waiters.push(resolve));
      return records.splice(0, count);
    },
  };
}

export const noDns: DnsResolver = {
  resolve: (name) => Promise.reject(Object.assign(new Error(name), { code: 'ENOTFOUND' })),
};

/** Answers from a table `TYPE name`; everything else does not exist. A string answer is an error code. */
export function tableResolver(table: Readonly<Record<string, readonly unknown[] | string>>): DnsResolver {
  return {
    async resolve(name, type) {
      const answer = table[`${type} ${name}`] ?? 'ENOTFOUND';
      if (typeof answer === 'string') throw Object.assign(new Error(name), { code: answer });
      return [...answer];
    },
  };
}

export function connectorWith(change: Partial<OutboundConnector>): OutboundConnector {
  return {
    name: 'To outside',
    enabled: true,
    recipientDomains: ['*'],
    isTransportRuleScoped: false,
    useMxRecord: false,
    smartHosts: [],
    tlsSettings: null,
    concurrency: 2,
    ...change,
  };
}

export const messageText =
  'From: johanna@contoso.example\r\nTo: ann@fabrikam.example\r\nSubject: Site visit\r\nMessage-ID: <1@contoso.example>\r\n\r\nSee you there.\r\n.dot at the start\r\n';

export function jobWith(change: Partial<Job> = {}): Job {
  const id = randomUUID();
  return {
    id,
    idempotencyKey: id,
    connector: 'To outside',
    sender: 'johanna@contoso.example',
    recipient: 'ann@fabrikam.example',
    messageId: '<1@contoso.example>',
    message: { type: 'whole', octets: Buffer.from(messageText) },
    notify: [],
    smtpUtf8: false,
    origin: 'hub',
    createdAt: start,
    dueAt: start,
    expiresAt: start + 5 * 24 * 3600 * 1000,
    attempts: 0,
    lastError: '',
    delayNotified: false,
    ...change,
  };
}

function directoryWith(outboundConnectors: readonly OutboundConnector[], change: Partial<Directory> = {}): Directory {
  return {
    change: 1,
    organisationId: 'organisation',
    organisation: 'Contoso Landscaping',
    signIn: { mfa: 'administrators' },
    domain: 'contoso.example',
    acceptedDomains: [{ name: 'contoso.example', type: 'InternalRelay', matchSubDomains: false }],
    people: [
      {
        id: 'johanna',
        address: 'johanna@contoso.example',
        name: 'Johanna Winter',
        aliases: [],
        licence: 'essentials',
        timeZone: 'Europe/Paris',
        language: 'fr',
        enabled: true,
        forwarding: { forwardingSmtpAddress: 'johanna@g.contoso.example', deliverToMailboxAndForward: false },
      },
    ],
    inboundConnectors: [],
    outboundConnectors,
    transportRules: [],
    outboundSpamPolicy: { autoForwardingMode: 'On', from: [] },
    bridge: { returnDomain: 'g.contoso.example' },
    booking: {
      ownOrganisation: 'tentative',
      knownCorrespondent: 'tentative',
      authenticatedStranger: 'tentative',
      unauthenticated: 'hold',
      reply: 'none',
      publish: 'drop',
      freeBusy: 'ownOrganisation',
    },
    meetings: {},
    ...change,
  };
}
