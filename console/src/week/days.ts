const day = 86_400_000;

/** Today's date where the browser is, `2026-11-24`. */
export function today(): string {
  const now = new Date();
  return iso(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()));
}

export function daysAfter(date: string, count: number): string {
  return iso(Date.parse(`${date}T00:00:00Z`) + count * day);
}

/** The Monday on or before a date. */
export function mondayOf(date: string): string {
  return daysAfter(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7));
}

function iso(at: number): string {
  return Number.isNaN(at) ? today() : new Date(at).toISOString().slice(0, 10);
}
