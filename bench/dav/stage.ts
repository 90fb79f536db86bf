import { type Measurement, runGenerator } from '../measure.ts';
import { usageOf } from '../processTree.ts';
import type { CalendarPeer, RunningCalendarPeer } from './calendarPeer.ts';
import type { ClientRequest, ClientResult } from './client.ts';
import { eventNumber } from './events.ts';
import type { WorkName } from './work.ts';

export interface CalendarLoad {
  /** Column of the table. */
  readonly title: string;
  readonly work: WorkName;
  /** In the calendar; for `put`, over how many the new ones are spread. */
  readonly events: number;
  readonly clients: number;
  /** Measured only here; by all without a word. */
  readonly only?: readonly string[];
}

/** Requests, or four times the time that counts: a program that was just started is not what people wait for. */
const warm = 1000;
/** Clients that fill a calendar; nobody takes their time. */
const fillers = 8;

/** Calendar servers that run as long as the bench does, and what they have been filled with. */
export class Stage {
  readonly #seconds: number;
  readonly #running = new Map<string, RunningCalendarPeer>();
  readonly #filled = new Set<string>();
  /** What the first to do a piece of work told in its first turns, by load. */
  readonly #told = new Map<string, { readonly by: string; readonly counts: readonly number[] }>();

  /** @param seconds that each load is measured. */
  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  /**
   * Measures one load against one server. Throws when a request went wrong, or when it told
   * another number of objects than the servers before it: a figure without the right answers is none.
   */
  async measure(peer: CalendarPeer, load: CalendarLoad, seed: string): Promise<Measurement> {
    const running = await this.#started(peer);
    const calendar =
      load.work === 'put' ? `put-${seed}-${load.clients}` : await this.#filledCalendar(peer, running, load.events);
    const request = (name: string, seconds: number, of: string): ClientRequest => {
      const { port, home, authorization } = running;
      return { ...load, port, authorization, calendar: `${home}${name}/`, seed: of, seconds };
    };
    const warmName = load.work === 'put' ? `${calendar}-warm` : calendar;
    await work({ ...request(warmName, this.#seconds * 4, `${seed}-${load.clients}-warm`), enough: warm });
    const before = usageOf(running.pid);
    const { done, told, seconds } = await work(request(calendar, this.#seconds, `${seed}-${load.clients}`));
    const after = usageOf(running.pid);
    this.#compare(peer, load, told);
    return {
      messagesPerSecond: done / seconds,
      cpuMicrosecondsPerMessage: (after.cpuMicroseconds - before.cpuMicroseconds) / done,
      peakMegabytes: after.peakMegabytes,
    };
  }

  async stop(): Promise<void> {
    for (const running of this.#running.values()) await running.stop();
    this.#running.clear();
  }

  async #started(peer: CalendarPeer): Promise<RunningCalendarPeer> {
    const running = this.#running.get(peer.name) ?? (await peer.start());
    this.#running.set(peer.name, running);
    return running;
  }

  /** Name of a calendar with so many events, filled at first need. */
  async #filledCalendar({ name }: CalendarPeer, running: RunningCalendarPeer, events: number): Promise<string> {
    const calendar = `events-${events}`;
    const key = `${name}/${calendar}`;
    if (this.#filled.has(key)) return calendar;
    const { port, home, authorization, fill } = running;
    const place = { port, authorization, calendar: `${home}${calendar}/`, events, seed: calendar, clients: fillers };
    await work({ ...place, work: fill ? 'make' : 'fill', seconds: 0 });
    fill?.(calendar, allOf(events, calendar));
    this.#filled.add(key);
    return calendar;
  }

  #compare({ name }: CalendarPeer, { title }: CalendarLoad, told: readonly number[]): void {
    const known = this.#told.get(title);
    if (known === undefined || known.counts.length < told.length) this.#told.set(title, { by: name, counts: told });
    const turn = told.findIndex((count, index) => known?.counts[index] !== undefined && known.counts[index] !== count);
    if (turn >= 0) throw new Error(`told ${told[turn]} objects where ${known?.by} told ${known?.counts[turn]}`);
  }
}

const work = (request: ClientRequest) => runGenerator<ClientResult>('dav/client.ts', request);

function* allOf(events: number, seed: string) {
  for (let index = 0; index < events; index += 1) yield eventNumber(index, events, seed);
}
