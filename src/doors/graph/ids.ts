/**
 * Ids of Graph are opaque and go into paths, so ours are base64url of what finds the
 * thing again. They never change while it lives (IdType="ImmutableId" holds by itself).
 */
export interface EventId {
  /** What follows the person in the calendar's id. */
  readonly calendar: string;
  /** Last segment of the object's path. */
  readonly name: string;
  /** Which instance of a series, as `keyOf` names it; absent for the series or a single event. */
  readonly instance?: string;
}

export function eventIdText({ calendar, name, instance }: EventId): string {
  return encode(['e', calendar, name, ...(instance === undefined ? [] : [instance])]);
}

export function eventIdOf(text: string): EventId | undefined {
  const [kind, calendar, name, instance, ...more] = decode(text);
  if (kind !== 'e' || !calendar || !name || more.length > 0) return undefined;
  return { calendar, name, ...(instance !== undefined && { instance }) };
}

export function calendarIdText(calendar: string): string {
  return encode(['c', calendar]);
}

/** What follows the person in the calendar's id; undefined for what is no id of ours. */
export function calendarNamed(text: string): string | undefined {
  const [kind, calendar, ...more] = decode(text);
  return kind === 'c' && calendar && more.length === 0 ? calendar : undefined;
}

function encode(parts: readonly string[]): string {
  return Buffer.from(parts.join('\n')).toString('base64url');
}

function decode(text: string): string[] {
  if (!/^[A-Za-z0-9_-]{1,1000}$/.test(text)) return [];
  return Buffer.from(text, 'base64url').toString('utf8').split('\n');
}
