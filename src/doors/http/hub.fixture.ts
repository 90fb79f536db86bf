/** What the tests of the HTTP doors stand on: a real store, a directory of three, services that record what was asked. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { spanOf } from '../../calendar/span.ts';
import { Entries } from '../../directory/entries.ts';
import type { CalendarProcessing, Directory, Person } from '../../directory/types.ts';
import { createAuditTrail } from '../../pipeline/audit/trail.ts';
import { createCredentials } from '../../pipeline/credentials.ts';
import { createNoticeChoices } from '../../pipeline/notices/choices.ts';
import type { HubServices } from '../../pipeline/services.ts';
import { createSignIn } from '../../pipeline/signIn/signIn.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Log, silentLog } from '../../platform/log.ts';
import { createOpenIdProvider } from '../../platform/openIdProvider.ts';
import { systemRandom } from '../../platform/random.ts';
import type { HeldInvitation, TraceRecord } from '../../store/contract.ts';
import { openStore } from '../../store/open.ts';
import { createHttpServer } from './server.ts';

const person = (name: string, more: Partial<Person> = {}): Person => ({
  id: `id-${name}`,
  address: `${name}@contoso.example`,
  name,
  aliases: [],
  licence: 'essentials',
  timeZone: 'Europe/Paris',
  language: 'en',
  enabled: true,
  ...more,
});

/** A room that jakob looks after. */
const roomOfJakob: CalendarProcessing = {
  automateProcessing: 'AutoAccept',
  ...{ allBookInPolicy: false, bookInPolicy: [] },
  ...{ allRequestInPolicy: true, requestInPolicy: [], allRequestOutOfPolicy: false, requestOutOfPolicy: [] },
  resourceDelegates: ['jakob@contoso.example'],
  ...{ allowConflicts: false, conflicts: 'refuse', conflictPercentageAllowed: 0 },
  ...{ bookingWindowInDays: 180, maximumDurationInMinutes: 1440, allowRecurringMeetings: true },
  processExternalMeetingMessages: false,
};

const contoso: Directory = {
  change: 1,
  organisationId: 'contoso',
  organisation: 'Contoso Landscaping',
  domain: 'contoso.example',
  acceptedDomains: [{ name: 'contoso.example', type: 'Authoritative', matchSubDomains: false }],
  people: [
    person('johanna', { aliases: ['jo@contoso.example'] }),
    person('jakob'),
    person('tomislav', { enabled: false }),
    person('greenhouse', { resource: { kind: 'room', processing: roomOfJakob } }),
  ],
  inboundConnectors: [{ name: 'home', enabled: true, senderIpAddresses: [], smtpAuthUser: 'home' }],
  outboundConnectors: [],
  transportRules: [],
  outboundSpamPolicy: { autoForwardingMode: 'Automatic', from: [] },
  bridge: { returnDomain: '' },
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
  signIn: { mfa: 'administrators' },
};

/** Monday 23 November 2026, 12:00 in Paris. */
export const noon = Date.UTC(2026, 10, 23, 11);

export async function openHub(t: TestContext, changed: Partial<Directory> = {}) {
  const directory = { ...contoso, ...changed };
  const dataDirectory = await mkdtemp(join(tmpdir(), 'passerelle-doors-'));
  let now = noon;
  const clock: Clock = { now: () => now };
  const audit = createAuditTrail({
    ...{ clock, random: systemRandom },
    addressOf: (personId) => directory.people.find(({ id }) => id === personId)?.address,
  });
  const store = audit.audited(await openStore({ dataDirectory, log: silentLog, clock }));
  /** Everything that was logged, at any level. */
  const logged: string[] = [];
  const note = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const mailed: { readonly to: string; readonly url: string }[] = [];
  const asked: unknown[][] = [];
  const listeners = new Set<(records: readonly TraceRecord[]) => void>();
  const record = <Result>(name: string, result: Result, ...what: unknown[]): Promise<Result> => {
    asked.push([name, ...what]);
    return Promise.resolve(result);
  };
  const hub: HubServices = {
    directory: () => directory,
    store,
    connection: {
      plan: (...what) => record('plan', { kind: 'planned' as const, steps: [] }, ...what),
      apply: (yaml, options, report) => {
        report?.({ kind: 'phase', phase: 'domain' });
        return yaml.includes('nonsense')
          ? record('apply', {
              kind: 'problem' as const,
              status: 422 as const,
              code: 'connection-invalid',
              message: 'the connection file is not valid',
              details: [{ where: 'line 1', message: 'expected organisation' }],
            })
          : record('apply', { kind: 'applied' as const, change: 2, steps: [] }, yaml, options);
      },
      undo: (...what) => record('undo', { kind: 'undone' as const, complete: true, resources: [] }, ...what),
      attest: (...what) => record('attest', { kind: 'attested' as const, titles: [] }, ...what),
      export: (...what) => record('export', { kind: 'exported' as const, text: '# plan\n' }, ...what),
      lint: (...what) => record('lint', { kind: 'linted' as const, findings: [], unread: [], steps: [] }, ...what),
      inspect: (...what) => record('inspect', { kind: 'inspected' as const, resources: new Map() }, ...what),
    },
    configuration: async () => ({ change: 1, entries: new Entries([]), directory }),
    configure: async () => ({ kind: 'problem', status: 422, code: 'not-here', message: 'nothing is configured here' }),
    createEvent: (...what) => record('createEvent', { kind: 'created' as const, uid: 'new' }, ...what),
    changeEvent: (...what) => record('changeEvent', { kind: 'changed' as const }, ...what),
    cancelEvent: (...what) => record('cancelEvent', { kind: 'cancelled' as const }, ...what),
    answer: (...what) => record('answer', { kind: 'answered' as const }, ...what),
    share: (...what) => record('share', { kind: 'shared' as const }, ...what),
    unshare: (...what) => record('unshare', { kind: 'unshared' as const }, ...what),
    shares: async (personId) => ({
      given: await store.reads.sharesOf(`${personId}/calendar`),
      received: await store.reads.sharesWith(personId),
    }),
    ...createNoticeChoices({ store, directory: () => directory }),
    importCalendar: (...what) =>
      record('import', { kind: 'imported' as const, imported: 1, updated: 0, unchanged: 0, problems: [] }, ...what),
    fillFromMail: (...what) =>
      record('fillFromMail', { kind: 'filled' as const, decision: 'file', effect: 'filed tentative' }, ...what),
    rewriteObject: (...what) => record('rewriteObject', { kind: 'stored' as const, name: 'new.ics' }, ...what),
    removeCalendar: (...what) => record('removeCalendar', { kind: 'removed' as const }, ...what),
    settleHeld: (...what) => record('settleHeld', { kind: 'settled' as const }, ...what),
    propose: (...what) => record('propose', { kind: 'proposed' as const }, ...what),
    delegateInvitation: (...what) => record('delegateInvitation', { kind: 'delegated' as const }, ...what),
    forwardInvitation: (...what) => record('forwardInvitation', { kind: 'forwarded' as const }, ...what),
    askRefresh: (...what) => record('askRefresh', { kind: 'asked' as const }, ...what),
    undo: (...what) => record('undo', { kind: 'undone' as const, what: 'changed', told: [] }, ...what),
    history: async (personId, uid) => ({ kind: 'history', entries: await store.reads.ownHistory(personId, uid) }),
    freeBusy: {
      calendarsOf: async () => [],
      ofPerson: async () => ({ periods: [], home: 'none' }),
      besideCalendars: async () => ({ periods: [], home: 'none' }),
      atHome: async () => undefined,
    },
    watchTrace(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    metrics: async () => 'passerelle_decisions_total 1\n',
    ready: async () => true,
  };
  const credentials = createCredentials({ store, clock, random: systemRandom });
  const signIn = createSignIn({
    ...{ store, clock, random: systemRandom, log, directory: () => directory },
    openId: (settings) => createOpenIdProvider({ ...settings, clientSecret: 'secret of the test' }, clock.now),
    async mailLink({ address }, url, writes) {
      await store.commit(writes);
      mailed.push({ to: address, url });
      return true;
    },
  });
  const app = createHttpServer({ log, host: '127.0.0.1', audit });
  t.after(async () => {
    await app.close();
    await store.close();
    await rm(dataDirectory, { recursive: true });
  });
  return {
    app,
    hub,
    credentials,
    signIn,
    audit,
    clock,
    mailed,
    dataDirectory,
    log,
    logged,
    asked,
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
    publish: (records: readonly TraceRecord[]) => {
      for (const listener of listeners) listener(records);
    },
    watchers: () => listeners.size,
    /** Puts an object on johanna's calendar. */
    async file(uid: string, lines: readonly string[]) {
      const ics = calendar(uid, lines);
      const object = {
        calendarId: 'id-johanna/calendar',
        uid,
        name: `${uid}.ics`,
        ics,
        version: 1,
        change: 0,
        role: 'attendee' as const,
        invitedAs: 'jo@contoso.example',
        ...spanOf(ics),
        updatedAt: noon,
      };
      await store.commit([{ type: 'putObject', object, expect: 0 }]);
    },
    async hold(id: string, personId: string) {
      const held: HeldInvitation = {
        id,
        personId,
        state: 'waiting',
        at: noon,
        tier: 'unauthenticated',
        why: 'tier',
        from: 'mallory@fabrikam.example',
        summary: 'Urgent',
        recipient: 'johanna@contoso.example',
        messageId: '<1@fabrikam.example>',
        headers: [],
        forms: [],
      };
      await store.commit([{ type: 'hold', held }]);
    },
  };
}

function calendar(uid: string, lines: readonly string[]): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Fabrikam//Test//EN',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20261120T080000Z',
    'ORGANIZER:mailto:olga@fabrikam.example',
    'ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:Jo@contoso.example',
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

export const review = [
  'SUMMARY:Garden review <plans & costs>',
  'DTSTART:20261124T090000Z',
  'DTEND:20261124T100000Z',
  'X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE',
];

/** Every Tuesday from 3 November at 14:00 UTC. */
export const weekly = [
  'SUMMARY:Weekly call',
  'DTSTART:20261103T140000Z',
  'DTEND:20261103T143000Z',
  'RRULE:FREQ=WEEKLY',
];

export const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
