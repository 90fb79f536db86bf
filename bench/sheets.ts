/** What is measured: who, with what, and which ratios are the goal. */
import type { CalendarPeer } from './dav/calendarPeer.ts';
import type { CalendarLoad } from './dav/stage.ts';
import type { LoadShape } from './measure.ts';
import type { Peer } from './peer.ts';
import { bareLog, bareMemory } from './peers/barePeer.ts';
import { cyrusCalendars, cyrusMail } from './peers/cyrusPeer.ts';
import { haraka } from './peers/harakaPeer.ts';
import { passerelle, passerelleCalendars, passerelleLmtp } from './peers/passerellePeer.ts';
import { postfix } from './peers/postfixPeer.ts';
import { radicale } from './peers/radicalePeer.ts';
import type { Goal } from './table.ts';

/** One table: its servers are measured with its loads and held against its goals. */
export type Sheet =
  | {
      readonly kind: 'mail';
      readonly title: string;
      readonly peers: readonly Peer[];
      readonly loads: readonly LoadShape[];
      readonly goals: readonly Goal[];
    }
  | {
      readonly kind: 'calendar';
      readonly title: string;
      readonly peers: readonly CalendarPeer[];
      readonly loads: readonly CalendarLoad[];
      readonly goals: readonly Goal[];
    };

/** @param share of the mail, 0 to 1. Below 1 the large calendars are left out. */
export function sheetsOf(share: number): readonly Sheet[] {
  return [mail(share), filing(share), calendars(share)];
}

function mail(share: number): Sheet {
  const loads: readonly LoadShape[] = [
    { title: 'corpus', name: 'corpus', count: Math.max(600, 2000 * share), sessions: 10, pipelined: false },
    { title: 'dropped, 5 kB, 10 sessions', name: 'dropped', count: 20_000 * share, sessions: 10, pipelined: false },
    { title: 'dropped, 5 kB, 50 pipelined', name: 'dropped', count: 30_000 * share, sessions: 50, pipelined: true },
    { title: 'invitations, 10 sessions', name: 'invitations', count: 5000 * share, sessions: 10, pipelined: false },
    { title: 'invitations, 50 sessions', name: 'invitations', count: 5000 * share, sessions: 50, pipelined: false },
  ];
  const goals: readonly Goal[] = [
    {
      title: 'corpus: at least 6 times the messages/s of Postfix',
      load: 'corpus',
      peer: passerelle.name,
      against: postfix.name,
      figure: 'messagesPerSecond',
      bound: { atLeast: 6 },
    },
    {
      title: 'corpus: at most a fifth of the CPU a message of Postfix',
      load: 'corpus',
      peer: passerelle.name,
      against: postfix.name,
      figure: 'cpuMicrosecondsPerMessage',
      bound: { atMost: 0.2 },
    },
    {
      title: 'dropped mail: at least half the rate of the bare socket',
      load: 'dropped, 5 kB, 10 sessions',
      peer: passerelle.name,
      against: bareMemory.name,
      figure: 'messagesPerSecond',
      bound: { atLeast: 0.5 },
    },
    {
      title: 'invitations filed: at least 1/7 the rate of the bare shared log',
      load: 'invitations, 10 sessions',
      peer: passerelle.name,
      against: bareLog.name,
      figure: 'messagesPerSecond',
      bound: { atLeast: 1 / 7 },
    },
  ];
  const peers = [bareMemory, bareLog, postfix, haraka, passerelle];
  return { kind: 'mail', title: 'Mail over SMTP: messages/s', peers, loads, goals };
}

function filing(share: number): Sheet {
  const load = (sessions: number, count: number): LoadShape => ({
    ...{ title: `LMTP invitations, ${sessions === 1 ? '1 session' : `${sessions} sessions`}`, name: 'invitations' },
    ...{ count: Math.round(count * share), sessions, pipelined: false, protocol: 'LMTP' },
  });
  const loads = [load(1, 500), load(10, 1000)];
  const goals = loads.map(
    ({ title }): Goal => ({
      title: `${title}: at least 8 times the messages/s of Cyrus`,
      load: title,
      peer: passerelleLmtp.name,
      against: cyrusMail.name,
      figure: 'messagesPerSecond',
      bound: { atLeast: 8 },
    }),
  );
  return {
    kind: 'mail',
    title: 'Invitations filed over LMTP: messages/s',
    peers: [cyrusMail, passerelleLmtp],
    loads,
    goals,
  };
}

const thousands = (events: number) => events.toLocaleString('en-US');
const clientsOf = (clients: number) => (clients === 1 ? '1 client' : `${clients} clients`);

function calendars(share: number): Sheet {
  const small = 1000;
  const large = 10_000;
  const huge = 100_000;
  const sizes = share < 1 ? [small] : [small, large, huge];
  const ours = passerelleCalendars.name;
  const read = (work: CalendarLoad['work'], what: string, events: number, clients: number): CalendarLoad => ({
    ...{ title: `${what}, ${thousands(events)}`, work, events, clients },
    ...(events === huge && { only: [ours] }),
  });
  const put = (clients: number): CalendarLoad => ({
    title: `PUT, ${clientsOf(clients)}`,
    work: 'put',
    events: small,
    clients,
  });
  const weeks = sizes
    .filter((events) => events < huge)
    .flatMap((events) => [1, 4].map((clients) => read('week', `week, ${clientsOf(clients)}`, events, clients)));
  const syncs = sizes.map((events) => read('firstSync', 'first sync', events, 1));
  const unchanged = sizes.map((events) => read('unchanged', 'sync without change', events, 1));
  const polls = sizes.map((events) => read('poll', 'poll', events, 1));
  const times = (load: CalendarLoad, atLeast: number): Goal => ({
    title: `${load.title}: at least ${atLeast} times the requests/s of Cyrus`,
    load: load.title,
    ...{ peer: ours, against: cyrusCalendars.name, figure: 'messagesPerSecond', bound: { atLeast } },
  });
  const flat = (what: string, [first, ...more]: readonly CalendarLoad[]): Goal[] => {
    const last = more.at(-1);
    if (first === undefined || last === undefined) return [];
    return [
      {
        title: `${what}: on ${thousands(small)} events at most 1.5 times the requests/s as on ${thousands(last.events)}`,
        load: first.title,
        againstLoad: last.title,
        ...{ peer: ours, against: ours, figure: 'messagesPerSecond', bound: { atMost: 1.5 } },
      },
    ];
  };
  const puts = [1, 4].map(put);
  const shared = (loads: readonly CalendarLoad[]) => loads.filter(({ only }) => only === undefined);
  return {
    kind: 'calendar',
    title: 'Calendars over CalDAV: requests/s',
    peers: [cyrusCalendars, radicale, passerelleCalendars],
    loads: [...puts, ...weeks, ...syncs, ...unchanged, ...polls],
    goals: [
      ...puts.map((load) => times(load, 4)),
      ...weeks.map((load) => times(load, load.events === small ? 20 : 100)),
      ...shared([...unchanged, ...polls]).map((load) => times(load, 3)),
      ...flat('sync without change', unchanged),
      ...flat('poll', polls),
    ],
  };
}
