import type { Header } from '../mail/message.ts';

/** Whether any header of that name (lower-cased) has a value that passes. */
export function someHeader(headers: readonly Header[], name: string, passes: (value: string) => boolean): boolean {
  for (const header of headers) {
    if (header.name.length === name.length && header.name.toLowerCase() === name && passes(header.value)) return true;
  }
  return false;
}

export function withoutHeader(headers: readonly Header[], name: string): Header[] {
  const lower = name.toLowerCase();
  return headers.filter((header) => header.name.toLowerCase() !== lower);
}
