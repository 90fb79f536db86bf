/** A hub without doors for the pipeline's tests: the real store, the sample organisation, a clock that stands still. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { FastifyInstance } from 'fastify';
import type { Fetch } from '../../src/connection/providers/hub/wire/fetch.ts';
import { sampleConnection } from '../../src/connection/sample.ts';
import type { Outside } from '../../src/delivery/outside.ts';
import { registerApi } from '../../src/doors/api/api.ts';
import { calendarWishes } from '../../src/doors/caldav/busyTimes.ts';
import { registerExchange } from '../../src/doors/exchange/exchange.ts';
import { registerGraph } from '../../src/doors/graph/graph.ts';
import { graphWire } from '../../src/doors/graph/notification.ts';
import { readFaultPlan, rehearsalOf } from '../../src/doors/http/faults.ts';
import { createHttpServer } from '../../src/doors/http/server.ts';
import type { Connection } from '../../src/mail/envelope.ts';
import { compileIpRanges } from '../../src/mail/ipRanges.ts';
import { loadConfiguration } from '../../src/pipeline/configuration.ts';
import { createConnection } from '../../src/pipeline/connection/connection.ts';
import { defaultPipelineLimits, type HubContext } from '../../src/pipeline/context.ts';
import { createCredentials } from '../../src/pipeline/credentials.ts';
import { createFreeBusy } from '../../src/pipeline/freeBusy/freeBusy.ts';
import { createHomeFreeBusy } from '../../src/pipeline/freeBusy/homeFreeBusy.ts';
import { createHub } from '../../src/pipeline/hub.ts';
import { createInboundIntake } from '../../src/pipeline/inbound/inboundIntake.ts';
import type { IncomingResult } from '../../src/pipeline/intake.ts';
import { loadOriginKeys } from '../../src/pipeline/originKeys.ts';
import { createSubscriptions } from '../../src/pipeline/subscriptions/subscriptions.ts';
import { openTraceBook } from '../../src/pipeline/traceBook.ts';
import { silentLog } from '../../src/platform/log.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { systemRandom } from '../../src/platform/random.ts';
import type { TransportRule } from '../../src/rules/types.ts';
import type { ConfigurationEntry, TraceRecord } from '../../src/store/contract.ts';
import { openStore } from '../../src/store/open.ts';
import { apiParts } from './apiParts.ts';

/** Tuesday, 24 November 2026, 09:00 UTC. */
export const now = Date.UTC(2026, 10, 24, 9);

/** The sample organisation's inbound connector takes mail from loopback. */
const fromHome: Connection = {
  id: 'c1',
  remoteAddress: '127.0.0.1',
  greeting: 'mx.contoso.example',
  protocol: 'ESMTP',
  tls: false,
  certificateNames: [],
};

/** Nobody of these tests asks the doors for what leaves the hub. */
const nothingOutside: Outside = {
  validateConnector: async () => ({ passed: false, detail: 'nothing leaves a test' }),
  dkimRecord: async (domain) => ({ name: `hub._domainkey.${domain}`, text: 'v=DKIM1' }),
};

const doorUrl = 'http://127.0.0.1:8080';

/** The hub's HTTP door without a socket. */
function knock(door: FastifyInstance): Fetch {
  return async (url, { method, headers, body }) => {
    const answer = await door.inject({
      method: method as 'GET',
      url: url.slice(doorUrl.length),
      headers,
      ...(body === undefined ? {} : { payload: body }),
    });
    return {
      status: answer.statusCode,
      headers: { get: (name) => [answer.headers[name] ?? []].flat().map(String)[0] ?? null },
      text: async () => answer.body,
    };
  };
}

/** What applying a file left in the store, by the file: the tests of one process apply each file once. */
const applications = new Map<string, Awaited<ReturnType<typeof applicationOf>>>();

async function applicationOf({ hub, store }: EmptyHub, yaml: string) {
  const applied = await hub.connection.apply(yaml);
  if (applied.kind === 'problem') throw new Error(JSON.stringify(applied));
  const open = applied.steps.filter(({ state }) => state !== 'done' && state !== 'manual');
  if (open.length > 0) throw new Error(JSON.stringify(open, undefined, 1));
  return { entries: (await store.reads.configuration()).entries, records: await store.reads.connectionJournal() };
}

async function applyOnce(empty: EmptyHub, yaml: string): Promise<void> {
  const present = applications.get(yaml);
  if (present === undefined) {
    applications.set(yaml, await applicationOf(empty, yaml));
    return;
  }
  await empty.store.commit([
    { type: 'putConfiguration', entries: present.entries, expectChange: 0 },
    { type: 'putJournal', records: present.records },
  ]);
  await empty.configuration.refresh();
}

type EmptyHub = Awaited<ReturnType<typeof openEmptyHub>>;

export interface EmptyHubOptions {
  /** Stands between the engine and the hub's door. */
  readonly between?: (door: Fetch) => Fetch;
  readonly now?: () => number;
  /** How the engine waits; not at all where nothing is said. */
  readonly wait?: (milliseconds: number) => Promise<void>;
  /** What the Exchange and Graph doors do wrong on purpose. */
  readonly faults?: string;
  /** Shared by several hubs; SQLite without it. */
  readonly databaseUrl?: string;
}

/** A hub that nothing was applied to, behind its doors. */
export async function openEmptyHub(t: TestContext, options: EmptyHubOptions = {}) {
  const { between = (door: Fetch) => door, now: time = () => now, wait = async () => {}, databaseUrl } = options;
  const dataDirectory = await mkdtemp(join(tmpdir(), 'passerelle-flow-'));
  const clock = { now: time };
  const random = systemRandom;
  const store = await openStore({ dataDirectory, ...(databaseUrl && { databaseUrl }), log: silentLog, clock });
  const metrics = createMetrics();
  const trace = openTraceBook({ store, clock, random, log: silentLog, metrics });
  const configuration = await loadConfiguration(store);
  const context: HubContext = {
    store,
    directory: configuration.directory,
    clock,
    random,
    log: silentLog,
    trace,
    hostname: 'hub.contoso.example',
    originKeys: await loadOriginKeys(store, clock, random),
    authentication: {
      check: async () => ({ by: 'none', spf: 'none', dkim: 'none', dmarc: 'none', arc: 'none' }),
    },
    freeBusy: createFreeBusy({
      ...{ store, wishes: calendarWishes },
      home: createHomeFreeBusy({
        template: () => configuration.directory().bridge.freeBusyUrl,
        listed: compileIpRanges(['127.0.0.1/32']),
        ...{ lookUp: async () => [], clock, log: silentLog },
      }),
    }),
    wakeDelivery() {},
    limits: defaultPipelineLimits,
  };
  const credentials = createCredentials({ store, clock, random });
  const door = createHttpServer({ log: silentLog, host: '127.0.0.1' });
  t.after(async () => {
    await door.close();
    await trace.close();
    await store.close();
    await rm(dataDirectory, { recursive: true, force: true });
  });
  const connection = createConnection({
    ...{
      store,
      configuration,
      credentials,
      clock,
      random,
      fetch,
      secretOf: () => '',
      resolver: { resolve: async () => [] },
      wait,
      outside: { mail: {} },
    },
    ownDoor: { url: () => doorUrl, fetch: between(knock(door)), administrator: () => credentials.localAdmin() },
  });
  const hub = createHub({
    context,
    configuration,
    connection,
    metrics,
    log: silentLog,
    connections: () => 0,
    doorsOpen: () => true,
  });
  const intake = createInboundIntake(context, { checkConnectorPassword: async () => false });
  const records: TraceRecord[] = [];
  trace.watch((seen) => records.push(...seen));
  const parts = apiParts({ hub, store }, clock, credentials);
  const { audit } = parts;
  await registerApi(door, parts);
  const subscriptions = createSubscriptions({
    ...{ store, clock, random, log: silentLog },
    listed: compileIpRanges([]),
    lookUp: async () => [],
    wire: graphWire(store, credentials.tenant),
  });
  const rehearsal = options.faults === undefined ? undefined : rehearsalOf(hub, readFaultPlan(options.faults), clock);
  await registerGraph(door, { hub, credentials, audit, log: silentLog, clock, random, subscriptions, ...rehearsal });
  await registerExchange(door, {
    hub,
    credentials,
    audit,
    log: silentLog,
    clock,
    outside: nothingOutside,
    ...rehearsal,
  });

  return { hub, context, store, intake, dataDirectory, records, configuration, credentials, door, knock: knock(door) };
}

export async function openTestHub(
  t: TestContext,
  edit: (yaml: string) => string = (yaml) => yaml,
  /** Port where the home's smart host and the way out are. */
  homePort = 2526,
  /** Shared by several hubs; SQLite without it. */
  databaseUrl?: string,
) {
  const empty = await openEmptyHub(t, databaseUrl === undefined ? {} : { databaseUrl });
  const { hub, context, store, intake, dataDirectory, records, configuration } = empty;
  const yaml = edit(sampleConnection({ homePort, hubUrl: 'http://127.0.0.1:8080' }));
  await applyOnce(empty, yaml);

  return {
    hub,
    context,
    store,
    intake,
    dataDirectory,
    records,
    /** Puts a transport rule before all others and lets it be the last that is looked at, as an administrator would. */
    async addRule(rule: Pick<TransportRule, 'name' | 'conditions' | 'actions'>): Promise<void> {
      const { change, entries } = await store.reads.configuration();
      const later = entries.flatMap(({ kind, name, body }) => {
        const other = body as TransportRule;
        return kind === 'transportRule' ? [{ kind, name, body: { ...other, priority: other.priority + 1 } }] : [];
      });
      const body: TransportRule = {
        ...{ priority: 0, state: 'Enabled', mode: 'Enforce', senderAddressLocation: 'Header', exceptions: [] },
        ...{ stopRuleProcessing: true, ...rule },
      };
      const first: ConfigurationEntry = { kind: 'transportRule', name: rule.name, body };
      await store.commit([{ type: 'putConfiguration', entries: [...later, first], expectChange: change }]);
      await configuration.refresh();
    },
    person(name: string) {
      const found = configuration.directory().people.find(({ address }) => address.startsWith(`${name}@`));
      if (!found) throw new Error(`no person ${name}`);
      return found;
    },
    /** Hands a copy in as the home does. */
    async receive(
      message: string | Buffer,
      to: string | string[],
      sender = 'anna@fabrikam.example',
    ): Promise<IncomingResult> {
      const recipients = [to].flat().map((address) => ({ address, notify: [] }));
      for (const recipient of recipients) {
        const refusal = intake.recipient(fromHome, sender, recipient);
        if (refusal) return { outcome: refusal };
      }
      const incoming = intake.begin({ connection: fromHome, sender, recipients, smtpUtf8: false, body: '7BIT' });
      const octets = Buffer.from(message);
      for (let at = 0; at < octets.length; at += 1000) await incoming.write(octets.subarray(at, at + 1000));
      return incoming.end();
    },
  };
}

/** What the home put on top of a message that it checked. */
export function checked(verdict: 'pass' | 'fail', from: string): string {
  const domain = from.slice(from.indexOf('@') + 1);
  return [
    `Authentication-Results: mx.contoso.example; dmarc=${verdict} header.from=${domain}`,
    'Received: from mail.fabrikam.example (mail.fabrikam.example [203.0.113.9])',
    '\tby mx.contoso.example with ESMTPS id 42; Tue, 24 Nov 2026 08:59:00 +0000',
    '',
  ].join('\r\n');
}

export interface Invitation {
  readonly uid: string;
  readonly to: string;
  readonly from?: string;
  readonly method?: 'REQUEST' | 'CANCEL' | 'REPLY';
  readonly sequence?: number;
  readonly start?: string;
  readonly verdict?: 'pass' | 'fail';
  /** Lines in place of the ATTENDEE line. */
  readonly attendee?: string;
  readonly organizer?: string;
}

/** An invitation as a mail program writes it. */
export function invitation(given: Invitation): string {
  const { uid, to, from = 'anna@fabrikam.example', method = 'REQUEST', sequence = 0, verdict = 'pass' } = given;
  const start = given.start ?? '20261126T090000Z';
  return `${checked(verdict, from)}${[
    `From: Anna Berg <${from}>`,
    `To: ${to}`,
    'Subject: Planning',
    `Message-ID: <${uid}.${sequence}.${method}@fabrikam.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary="b1"',
    '',
    '--b1',
    'Content-Type: text/plain',
    '',
    'Planning, Thursday.',
    '--b1',
    `Content-Type: text/calendar; charset=utf-8; method=${method}`,
    '',
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Fabrikam//Mail//EN',
    `METHOD:${method}`,
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:20261124T08${String(sequence).padStart(2, '0')}00Z`,
    `DTSTART:${start}`,
    'DURATION:PT1H',
    'SUMMARY:Planning',
    `ORGANIZER;CN=Anna Berg:mailto:${given.organizer ?? from}`,
    given.attendee ?? `ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${to}`,
    ...(method === 'CANCEL' ? ['STATUS:CANCELLED'] : []),
    'END:VEVENT',
    'END:VCALENDAR',
    '--b1--',
    '',
  ].join('\r\n')}`;
}
