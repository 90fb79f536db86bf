import type { JComponent } from './jcal.ts';

/** rfc5545#3.3.10: the largest each part may be, told without its sign; and whether it may be zero. */
const RANGES: Readonly<Record<string, { readonly most: number; readonly zero: boolean }>> = {
  bysecond: { most: 60, zero: true },
  byminute: { most: 59, zero: true },
  byhour: { most: 23, zero: true },
  bymonthday: { most: 31, zero: false },
  byyearday: { most: 366, zero: false },
  byweekno: { most: 53, zero: false },
  bymonth: { most: 12, zero: false },
  bysetpos: { most: 366, zero: false },
};

/**
 * The first part of a rule that is out of its range. ical.js checks the text and then reads
 * fewer digits of it (`BYMONTH=10101T020000`), so that what it prints it would not read again.
 */
export function ruleOutOfRange([, properties, components]: JComponent): string | undefined {
  for (const [, , type, value] of properties) {
    const part = type === 'recur' && typeof value === 'object' && value !== null ? wrongPart(value) : undefined;
    if (part !== undefined) return part;
  }
  for (const component of components) {
    const part = ruleOutOfRange(component);
    if (part !== undefined) return part;
  }
  return undefined;
}

function wrongPart(rule: object): string | undefined {
  return Object.entries(rule).find(([part, value]) => {
    const range = RANGES[part];
    return range !== undefined && [value].flat().some((each) => !fits(Number(each), range));
  })?.[0];
}

function fits(value: number, { most, zero }: { readonly most: number; readonly zero: boolean }): boolean {
  return Number.isInteger(value) && Math.abs(value) <= most && (zero ? value >= 0 : value !== 0);
}
