import type { Language } from './words.ts';

/** Who is told a time: in which language, and by which clock (IANA name). */
export interface Reader {
  readonly language: Language;
  readonly timeZone: string;
}

/** From a whole day to another, both as UTC midnights. */
export function daysText(first: number, last: number, language: Language): string {
  return plainSpaces(
    new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone: 'UTC' }).formatRange(first, last),
  );
}

/** From one instant to another, with their days. */
export function timesText(begins: number, ends: number, { language, timeZone }: Reader): string {
  const times = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short', timeZone });
  return `${plainSpaces(times.formatRange(begins, ends))} (${timeZone})`;
}

/** From one instant to another by the clock alone. */
export function clockText(begins: number, ends: number, { language, timeZone }: Reader): string {
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone });
  return begins === ends
    ? plainSpaces(clock.format(begins))
    : `${plainSpaces(clock.format(begins))} – ${plainSpaces(clock.format(ends))}`;
}

/** ICU writes narrow and thin spaces that old mail readers show as boxes. */
export function plainSpaces(value: string): string {
  return value.replaceAll('\u202f', ' ').replaceAll('\u2009', ' ').replaceAll('\u00a0', ' ');
}
