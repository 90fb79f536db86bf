/** The date an instant has in a zone, `2026-11-24`. */
export function localDate(instant: string, timeZone: string): string {
  // Sweden writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(instant));
}

/** When an event is, in words, in the person's zone: `Tue 24 Nov, 09:00 – 10:00`. */
export function when(
  event: { readonly start: string; readonly end: string; readonly allDay: boolean },
  language: string,
  timeZone: string,
): string {
  const day: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' };
  const time: Intl.DateTimeFormatOptions = event.allDay ? {} : { hour: '2-digit', minute: '2-digit' };
  const format = new Intl.DateTimeFormat(language, { ...day, ...time, timeZone });
  const from = new Date(event.start);
  return event.allDay ? format.format(from) : format.formatRange(from, new Date(event.end));
}
