/**
 * The one SPF record of a domain (rfc7208#3): ours is merged into it and taken out again. The terms of others are
 * never rewritten, reordered or respaced: octet for octet they stay as they were.
 */

export function isSpf(text: string): boolean {
  // rfc7208#4.5: the version ends the record or is followed by a space.
  return /^v=spf1(?: |$)/i.test(text);
}

/** Terms after the version, as written. */
export function spfTerms(record: string): string[] {
  return record
    .split(' ')
    .slice(1)
    .filter((term) => term !== '');
}

/** Which of `wanted` the record already has; mechanism names and domains do not tell case apart. */
export function termsPresent(record: string, wanted: readonly string[]): string[] {
  const there = new Set(spfTerms(record).map(plain));
  return wanted.filter((term) => there.has(plain(term)));
}

/** An explicit + is what a term without a qualifier means (rfc7208#4.6.2). */
function plain(term: string): string {
  return term.toLowerCase().replace(/^\+/, '');
}

/** @param record undefined: there is none yet, and one is begun that says nothing of senders it does not know */
export function mergeTerms(record: string | undefined, wanted: readonly string[]): string {
  if (record === undefined) return ['v=spf1', ...wanted, '?all'].join(' ');
  const missing = wanted.filter((term) => termsPresent(record, [term]).length === 0);
  if (missing.length === 0) return record;
  const end = beforeCatchAll(record);
  return `${record.slice(0, end)} ${missing.join(' ')}${record.slice(end)}`;
}

/** The record without these terms; undefined when it would say nothing any more but what `mergeTerms` began it with. */
export function removeTerms(record: string, ours: readonly string[]): string | undefined {
  if (record === mergeTerms(undefined, ours)) return undefined;
  let left = record;
  for (const term of termsPresent(record, ours)) {
    const start = ` ${left.toLowerCase()} `.indexOf(` ${term.toLowerCase()} `);
    if (start > 0) left = left.slice(0, start - 1) + left.slice(start + term.length);
  }
  return left;
}

/** Where a mechanism still counts: nothing after `all` is ever asked (rfc7208#5.1), and redirect comes when nothing matched. */
function beforeCatchAll(record: string): number {
  const lower = record.toLowerCase();
  let at = 0;
  for (const term of record.split(' ')) {
    const start = at;
    at += term.length + 1;
    if (/^[-~?+]?all$|^redirect=/.test(lower.slice(start, start + term.length))) return start - 1;
  }
  return record.replace(/ +$/, '').length;
}
