/**
 * Reminders and the daily agenda, given when they are due. Each is a unit that claims its key,
 * so nothing is given twice, whatever dies or runs twice; nothing is kept of where a round was,
 * so a restart looks back as far as things may be late.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import type { Reminder } from '../../calendar/alarms.ts';
import { text } from '../../calendar/icalendar/jcal.ts';
import { agendaLetter, reminderLetter } from '../../calendar/notices/letters.ts';
import { type NoticeSettings, noticeSettings } from '../../directory/notices.ts';
import type { Person } from '../../directory/types.ts';
import { decideAndCommit, type HubContext } from '../context.ts';
import {
  agendaDay,
  agendaEntries,
  type DueLimits,
  defaultDueLimits,
  dueNow,
  type ReadAhead,
  readAhead,
} from './due.ts';
import { giveNotice, readsHubMailbox } from './give.ts';

export interface NoticeScheduler {
  /** Looks once, and gives what is due; `start` does so again and again. False where another process has the lease. */
  round(): Promise<boolean>;
  start(): void;
  /** Resolves when the round under way has ended; another process may go on at once. */
  stop(): Promise<void>;
}

const pause = 15_000;
/** How long a process that died keeps others from going on. */
const leaseMilliseconds = 90_000;
const leaseName = 'notices';
/** People who are looked after at a time. */
const together = 16;

export function createNoticeScheduler(context: HubContext, limits: DueLimits = defaultDueLimits): NoticeScheduler {
  const { store, clock, log } = context;
  const holder = context.random.uuid();
  const ahead = new Map<string, ReadAhead>();
  /** Date of the latest agenda that was settled, given or not, by person. */
  const settled = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();

  async function round(): Promise<boolean> {
    const asked = await whoAsked();
    if (asked.length === 0) return true;
    const begun = clock.now();
    if (!(await store.takeLease({ name: leaseName, holder, now: begun, until: begun + leaseMilliseconds }))) {
      // Whoever has it goes on changing what is settled: nothing known here holds any more.
      ahead.clear();
      settled.clear();
      return false;
    }
    forget(new Set(asked.filter(({ settings }) => settings.reminder).map(({ person }) => person.id)));
    for (let from = 0; from < asked.length; from += together) {
      await Promise.all(asked.slice(from, from + together).map(lookAfter));
      // Reads of the embedded store do not wait: doors are let in between.
      await breathe();
    }
    return true;
  }

  async function whoAsked(): Promise<{ readonly person: Person; readonly settings: NoticeSettings }[]> {
    const directory = context.directory();
    const chosen = await store.reads.noticeChoices();
    return directory.people
      .filter(({ enabled }) => enabled)
      .map((person) => {
        const settings = noticeSettings(person, chosen.get(person.id), readsHubMailbox(directory, person));
        return { person, settings };
      })
      .filter(({ settings }) => settings.reminder || settings.agenda);
  }

  /** One person's trouble is not everybody's. */
  async function lookAfter({ person, settings }: { person: Person; settings: NoticeSettings }): Promise<void> {
    try {
      if (settings.reminder) await remind(person, settings);
      if (settings.agenda) await tellDay(person, settings);
    } catch (fault) {
      log.error({ person: person.id, fault: String(fault) }, 'notices not given');
    }
  }

  async function remind(person: Person, settings: NoticeSettings): Promise<void> {
    const reading = { store, log, person, settings, now: clock.now(), limits };
    const read = await readAhead(reading, ahead.get(person.id));
    ahead.set(person.id, read);
    const due = dueNow(read, reading.now, limits);
    for (const reminder of due) await giveReminder(person, reminder);
    if (due.length === 0) return;
    const left = read.reminders.filter((reminder) => !due.includes(reminder));
    ahead.set(person.id, { ...read, reminders: left });
  }

  function giveReminder(person: Person, { instance, key }: Reminder): Promise<void> {
    return decideAndCommit(context, async () => {
      const at = clock.now();
      const notice = {
        ...{ kind: 'reminder' as const, person, key: `reminder:${person.id}:${key}`, at },
        ...{ letter: reminderLetter(instance, person), uid: text(instance.event, 'uid') },
        // What came late may be for an event that ends any minute.
        usefulUntil: Math.max(instance.end, at + limits.lateReminder),
      };
      return { ...(await giveNotice(context, context.directory(), notice)), result: undefined };
    });
  }

  async function tellDay(person: Person, settings: NoticeSettings): Promise<void> {
    const now = clock.now();
    const day = agendaDay(person, settings, now, limits);
    if (!day || settled.get(person.id) === day.date) return;
    const key = `agenda:${person.id}:${day.date}`;
    await decideAndCommit(context, async () => {
      const entries = await agendaEntries({ store, log, person, settings, now, limits }, day);
      // An empty day is settled too: what comes onto it later in the morning makes no agenda.
      if (entries.length === 0) {
        const known = (await store.reads.ledger([`notice:${key}`])).size > 0;
        return { writes: known ? [] : [{ type: 'claim', key: `notice:${key}`, at: now }], result: undefined };
      }
      const letter = agendaLetter(entries, day.date, person);
      const notice = { kind: 'agenda' as const, person, key, at: now, usefulUntil: day.to, letter };
      return { ...(await giveNotice(context, context.directory(), notice)), result: undefined };
    });
    settled.set(person.id, day.date);
  }

  /** What was read ahead for people who want no reminders any more. */
  function forget(wanted: ReadonlySet<string>): void {
    for (const personId of ahead.keys()) if (!wanted.has(personId)) ahead.delete(personId);
  }

  return {
    round,
    start() {
      const next = (milliseconds: number): void => {
        timer = setTimeout(() => {
          running = round()
            .catch((fault: unknown) => log.error({ fault: String(fault) }, 'no notices were looked for'))
            .finally(() => timer && next(pause));
        }, milliseconds);
      };
      next(0);
    },
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      await running;
      await store.commit([{ type: 'dropLease', name: leaseName, holder }]);
    },
  };
}
