import { useLanguage } from '../text/text.tsx';

/** Tells a time, milliseconds since 1970, as the reader writes it. */
export function useMoment(): (at: number) => string {
  const format = new Intl.DateTimeFormat(useLanguage(), { dateStyle: 'medium', timeStyle: 'short' });
  return (at) => format.format(at);
}
