import { busyInFile, readBusyFile } from '../../calendar/busyFile.ts';
import type { BusyPeriod } from '../../calendar/freeBusy.ts';
import type { JComponent } from '../../calendar/icalendar/jcal.ts';
import type { IpRanges } from '../../mail/ipRanges.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { createExpiringCache } from '../expiringCache.ts';
import { destinationOf, type LookUp } from '../subscriptions/destination.ts';
import { fetchText } from './fetchText.ts';

export type HomeBusy =
  | { readonly kind: 'none' }
  | { readonly kind: 'told'; readonly periods: readonly BusyPeriod[] }
  | { readonly kind: 'silent' };

export interface HomeFreeBusy {
  /** @param timeZone IANA name, for dates and floating times in what the home tells */
  ask(address: string, range: { readonly from: number; readonly to: number }, timeZone: string): Promise<HomeBusy>;
}

export interface HomeFreeBusyParts {
  /** `home.freeBusyUrl`, as it holds now. */
  template(): string | undefined;
  /** Ranges inside where a home may lie; only there plain http is taken. */
  readonly listed: IpRanges;
  readonly lookUp: LookUp;
  readonly clock: Clock;
  readonly log: Log;
  /** ms. */
  readonly timeout?: number;
}

/** How long an answer is remembered, and how long a home that did not answer is left alone. */
const rememberedMilliseconds = 60_000;
const silentMilliseconds = 30_000;
const rememberedFiles = 50;
const timeoutMilliseconds = 4000;
/** Questions to the home at a time. */
const atOnce = 8;

export function createHomeFreeBusy(parts: HomeFreeBusyParts): HomeFreeBusy {
  const { clock, log, listed, lookUp, timeout = timeoutMilliseconds } = parts;
  const files = createExpiringCache<JComponent>(clock, rememberedFiles, rememberedMilliseconds);
  /** Addresses, and whole templates, that are not asked for a while. */
  const silent = createExpiringCache<true>(clock, 1000, silentMilliseconds);
  const asking = new Map<string, Promise<JComponent | undefined>>();
  let free = atOnce;
  const waiting: (() => void)[] = [];

  async function file(template: string, url: string): Promise<JComponent | undefined> {
    if (silent.get(template) || silent.get(url)) return undefined;
    const known = files.get(url);
    if (known) return known;
    const underWay = asking.get(url) ?? fetchFile(template, url).finally(() => asking.delete(url));
    asking.set(url, underWay);
    return underWay;
  }

  async function fetchFile(template: string, url: string): Promise<JComponent | undefined> {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free--;
    try {
      // While this one waited the home may have proved silent.
      return silent.get(template) ? undefined : await read(template, url);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  }

  async function read(template: string, url: string): Promise<JComponent | undefined> {
    const destination = await destinationOf(url, listed, lookUp);
    const got = destination.kind === 'problem' ? destination : await fetchText(destination, timeout);
    if (got.kind === 'text') {
      const calendar = readBusyFile(got.text);
      if (calendar) {
        files.set(url, calendar);
        return calendar;
      }
    }
    const why = got.kind === 'text' ? 'what it answered is no calendar' : got.why;
    // Without the address: whose busy times were wanted is nothing for a log.
    log.warn({ template, why }, 'the home does not tell busy times');
    // One answer that is wrong is one person's; no answer is the home's.
    silent.set(got.kind === 'failed' || got.kind === 'problem' ? template : url, true);
    return undefined;
  }

  return {
    async ask(address, { from, to }, timeZone) {
      const template = parts.template();
      if (template === undefined) return { kind: 'none' };
      const calendar = await file(
        template,
        template.replaceAll('{address}', encodeURIComponent(address.toLowerCase())),
      );
      if (calendar === undefined) return { kind: 'silent' };
      return { kind: 'told', periods: busyInFile(calendar, from, to, { timeZone }) };
    },
  };
}
