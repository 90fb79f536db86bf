const dayMilliseconds = 24 * 3600 * 1000;

/** A day of the week that `now` lies in, Monday 0, as `20261124`; a day that is over becomes today. */
export function dayOfWeek(now: number, day: number): string {
  const today = (new Date(now).getUTCDay() + 6) % 7;
  const at = new Date(now + (Math.max(day, today) - today) * dayMilliseconds);
  return at.toISOString().slice(0, 10).replaceAll('-', '');
}

/** `20261124T090000Z`. @param at ms */
export function utcStamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
