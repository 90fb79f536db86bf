/**
 * `passerelle start`: opens the store, the doors and delivery, prints the console's
 * address and `ready`, and ends cleanly on SIGTERM or SIGINT.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from './cli/settings.ts';
import { startDelivery } from './delivery/delivery.ts';
import { outsideOf } from './delivery/outside.ts';
import { personById } from './directory/recipients.ts';
import { registerApi } from './doors/api/api.ts';
import { calendarWishes } from './doors/caldav/busyTimes.ts';
import { registerCaldav } from './doors/caldav/caldav.ts';
import { registerConsole } from './doors/console/console.ts';
import { registerExchange } from './doors/exchange/exchange.ts';
import { registerGraph } from './doors/graph/graph.ts';
import { graphWire } from './doors/graph/notification.ts';
import { rehearsalOf } from './doors/http/faults.ts';
import { createHttpServer } from './doors/http/server.ts';
import { openPop3Door } from './doors/pop3/door.ts';
import { openSmtpDoor, type SmtpDoor } from './doors/smtp/door.ts';
import { compileIpRanges } from './mail/ipRanges.ts';
import { createAuditTrail } from './pipeline/audit/trail.ts';
import { loadConfiguration } from './pipeline/configuration.ts';
import { createConnection } from './pipeline/connection/connection.ts';
import { defaultPipelineLimits, type HubContext } from './pipeline/context.ts';
import { type Credentials, createCredentials } from './pipeline/credentials.ts';
import { createFreeBusy } from './pipeline/freeBusy/freeBusy.ts';
import { createHomeFreeBusy } from './pipeline/freeBusy/homeFreeBusy.ts';
import { createHub } from './pipeline/hub.ts';
import { createInboundIntake } from './pipeline/inbound/inboundIntake.ts';
import { createMaildrops } from './pipeline/maildrops.ts';
import { createNoticeScheduler } from './pipeline/notices/scheduler.ts';
import { loadOriginKeys } from './pipeline/originKeys.ts';
import { createLinkMail } from './pipeline/signIn/linkMail.ts';
import { createSignIn } from './pipeline/signIn/signIn.ts';
import { createClientCalendars } from './pipeline/submission/clientCalendars.ts';
import { createClientObjects } from './pipeline/submission/clientObjects.ts';
import { lookUpBy } from './pipeline/subscriptions/destination.ts';
import { createSubscriptions } from './pipeline/subscriptions/subscriptions.ts';
import { openTraceBook } from './pipeline/traceBook.ts';
import { systemClock } from './platform/clock.ts';
import { createLog } from './platform/log.ts';
import { createMetrics } from './platform/metrics.ts';
import { createNodeResolver } from './platform/nodeResolver.ts';
import { openIdProviders } from './platform/openIdProvider.ts';
import { createOwnDoor } from './platform/ownDoor.ts';
import { systemRandom } from './platform/random.ts';
import { readSecretReference } from './platform/secretReference.ts';
import { startSample } from './sample/sample.ts';
import { openStore, watchConfiguration } from './store/open.ts';

/** Days a trace record is kept, and how often old things are swept out. */
const traceDays = 90;
/** Days a message stays in a hub mailbox; CAPA tells it. */
const mailboxDays = 90;
const dayMilliseconds = 24 * 3600 * 1000;
const sweepMilliseconds = 3600 * 1000;

export async function startHub(settings: Settings): Promise<void> {
  const log = createLog(settings.logLevel);
  const clock = systemClock;
  const random = systemRandom;
  mkdirSync(settings.data, { recursive: true, mode: 0o700 });
  const audit = createAuditTrail({
    ...{ clock, random },
    addressOf: (personId) => personById(configuration.directory(), personId)?.address,
  });
  const kept = await openStore({
    dataDirectory: settings.data,
    ...(settings.databaseUrl === undefined ? {} : { databaseUrl: settings.databaseUrl }),
    log,
    clock,
  });
  const store = audit.audited(kept);
  const metrics = createMetrics();
  const trace = openTraceBook({ store, clock, random, log, metrics });
  const configuration = await loadConfiguration(store);
  const resolver = createNodeResolver(settings.resolver);
  const name = hostname();
  const delivery = await startDelivery({
    store,
    directory: configuration.directory,
    log,
    clock,
    random,
    resolver,
    hostname: name,
    secretOf: readSecretReference,
    onTrace(records) {
      trace.published(records);
      for (const record of records) metrics.delivered(record.decision);
    },
  });
  const home = createHomeFreeBusy({
    template: () => configuration.directory().bridge.freeBusyUrl,
    listed: compileIpRanges(settings.freeBusyRanges),
    ...{ lookUp: lookUpBy(resolver), clock, log },
  });
  const context: HubContext = {
    store,
    directory: configuration.directory,
    clock,
    random,
    log,
    trace,
    hostname: name,
    originKeys: await loadOriginKeys(store, clock, random),
    authentication: delivery.authentication,
    freeBusy: createFreeBusy({ store, wishes: calendarWishes, home }),
    wakeDelivery: delivery.wake,
    limits: defaultPipelineLimits,
  };
  const credentials = createCredentials({ store, clock, random });
  const signIn = createSignIn({
    ...{ store, clock, random, log, directory: configuration.directory },
    openId: openIdProviders(readSecretReference, clock),
    mailLink: createLinkMail(context),
  });
  const intake = createInboundIntake(context, credentials);
  const tls =
    settings.tlsCert !== undefined && settings.tlsKey !== undefined
      ? { cert: readFileSync(settings.tlsCert), key: readFileSync(settings.tlsKey) }
      : undefined;
  const smtpDoor = (protocol: 'SMTP' | 'LMTP', port: number) =>
    openSmtpDoor({ intake, log, host: settings.host, port, protocol, hostname: name, ...(tls ? { tls } : {}) });
  const mailDoors: SmtpDoor[] = [await smtpDoor('SMTP', settings.smtpPort)];
  if (settings.lmtpPort !== undefined) mailDoors.push(await smtpDoor('LMTP', settings.lmtpPort));
  const smtpPort = mailDoors[0]?.port ?? settings.smtpPort;
  const maildrops = createMaildrops({ store, directory: configuration.directory, credentials, clock, random, log });
  const pop3Door = (port: number, tlsFirst: boolean) =>
    openPop3Door({
      ...{ maildrops, log, host: settings.host, port, random, tlsFirst, keptDays: mailboxDays },
      ...(tls ? { tls } : {}),
    });
  const pop3Doors = [await pop3Door(settings.pop3Port, false)];
  if (settings.pop3sPort !== undefined) pop3Doors.push(await pop3Door(settings.pop3sPort, true));

  let open = true;
  let url = '';
  let administrator = '';
  const connection = createConnection({
    ...{ store, configuration, credentials, clock, random, fetch, secretOf: readSecretReference, resolver },
    wait: delay,
    outside: { mail: { port: smtpPort }, ...(settings.resolver === undefined ? {} : { resolver: settings.resolver }) },
    ownDoor: { url: () => ownUrl(url), fetch: createOwnDoor(tls?.cert), administrator: async () => administrator },
  });
  const hub = createHub({
    context,
    configuration,
    connection,
    metrics,
    log,
    connections: () => mailDoors.reduce((sum, door) => sum + door.connections(), 0),
    doorsOpen: () => open,
  });
  const http = createHttpServer({
    log,
    host: settings.host,
    names: () => [name, ...configuration.publicNames()],
    trustedProxies: settings.trustedProxies,
    audit,
    ...(tls ? { tls } : {}),
  });
  const { publicUrl } = configuration;
  await registerApi(http, { hub, credentials, signIn, audit, clock, log, publicUrl });
  const objects = createClientObjects(context);
  const calendars = createClientCalendars(context);
  await registerCaldav(http, { hub, objects, calendars, credentials, clock, log });
  const subscriptions = createSubscriptions({
    ...{ store, clock, random, log },
    listed: compileIpRanges(settings.notificationRanges),
    lookUp: lookUpBy(resolver),
    wire: graphWire(store, credentials.tenant),
  });
  const outside = outsideOf(delivery, configuration.directory);
  const rehearsal = settings.faults && rehearsalOf(hub, settings.faults, clock);
  const { dkimRecord } = outside;
  await registerGraph(http, { hub, credentials, audit, log, clock, random, subscriptions, dkimRecord, ...rehearsal });
  await registerExchange(http, { hub, credentials, audit, log, clock, outside, ...rehearsal });
  await registerConsole(http, { root: join(import.meta.dirname, '..', 'console', 'dist') });
  url = await http.listen({ host: settings.host, port: settings.httpPort });

  subscriptions.start();
  const notices = createNoticeScheduler(context);
  notices.start();
  await credentials.tenant();
  administrator = await keepLocalAdmin(credentials, join(settings.data, 'local-admin'));
  if (settings.config !== undefined) await applyFile(settings.config);
  const sample = settings.sample
    ? await startSample({ hub, hubUrl: url, hubSmtpPort: smtpPort, log, clock })
    : undefined;
  const stopWatching = watchConfiguration(store, () => {
    configuration.refresh().catch((fault: unknown) => log.error({ fault: String(fault) }, 'configuration not read'));
  });
  const sweep = setInterval(() => {
    const now = clock.now();
    const before = now - traceDays * dayMilliseconds;
    store
      .commit([
        { type: 'prune', traceBefore: before, ledgerBefore: before, contentBefore: now - dayMilliseconds },
        { type: 'pruneMailboxes', before: now - mailboxDays * dayMilliseconds },
      ])
      .catch((fault: unknown) => log.error({ fault: String(fault) }, 'old records not swept out'));
  }, sweepMilliseconds);

  const link = await credentials.createSignInLink('administrator');
  process.stdout.write(`console   ${url}/\n`);
  process.stdout.write(`sign in   ${url}/sign-in#token=${link}\n`);
  process.stdout.write(`smtp      ${settings.host}:${smtpPort}\n`);
  for (const [index, { port }] of pop3Doors.entries()) {
    process.stdout.write(`${index === 0 ? 'pop3 ' : 'pop3s'}     ${settings.host}:${port}\n`);
  }
  if (sample) process.stdout.write(`${sample.describe()}\n`);
  // Listened for before anybody is told that we are ready: whoever reads it may end us at once.
  const ended = new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  process.stdout.write('ready\n');

  await ended;
  open = false;
  clearInterval(sweep);
  stopWatching();
  // Doors first, so that nothing new comes in; then what is under way; the store last.
  await sample?.stop();
  await Promise.all([...mailDoors, ...pop3Doors].map((door) => door.close()));
  await http.close();
  await subscriptions.stop();
  await notices.stop();
  await delivery.stop();
  await trace.close();
  await store.close();

  async function applyFile(path: string): Promise<void> {
    const applied = await hub.connection.apply(readFileSync(path, 'utf8'));
    if (applied.kind === 'problem') {
      const details = (applied.details ?? []).map(({ where, message }) => `\n  ${where}: ${message}`).join('');
      throw new Error(`${path}: ${applied.message}${details}`);
    }
    for (const { id, state, detail } of applied.steps) {
      if (state === 'blocked') log.warn({ step: id, detail }, 'a step of the connection is blocked');
    }
  }
}

/** Where this machine reaches its own door, also when that listens on every address. */
function ownUrl(listening: string): string {
  const url = new URL(listening);
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  if (url.hostname === '[::]') url.hostname = '[::1]';
  return url.origin;
}

/** The command line's credential: what the file holds while it is good, else a new one, readable by its owner only. */
async function keepLocalAdmin(credentials: Credentials, path: string): Promise<string> {
  const present = existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
  const credential = await credentials.localAdmin(present);
  writeFileSync(path, `${credential}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
  return credential;
}
