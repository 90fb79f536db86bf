const day = 86_400_000;

/**
 * Objects by how much time they span, ms: up to three days (an event), a month, a year, eleven
 * years, or longer. What spans little and touches a range begins near it, so that each class is
 * read from a short stretch of its index, however much a calendar holds before and after.
 * Migration 0013 has the same numbers: they are for ever.
 */
export const spanClasses = [3 * day, 32 * day, 400 * day, 4000 * day, Number.POSITIVE_INFINITY] as const;

export function spanClassOf(start: number, until: number): number {
  return spanClasses.findIndex((longest) => until - start <= longest);
}
