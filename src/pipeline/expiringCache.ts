import type { Clock } from '../platform/clock.ts';

export interface ExpiringCache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
}

/** Remembers up to `size` values for `lifetime` milliseconds; the oldest makes room for the next. */
export function createExpiringCache<Value>(clock: Clock, size: number, lifetime: number): ExpiringCache<Value> {
  const kept = new Map<string, { readonly value: Value; readonly until: number }>();
  return {
    get(key) {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      if (found.until > clock.now()) return found.value;
      kept.delete(key);
      return undefined;
    },
    set(key, value) {
      if (kept.has(key)) return;
      const oldest = kept.keys().next();
      if (kept.size >= size && !oldest.done) kept.delete(oldest.value);
      kept.set(key, { value, until: clock.now() + lifetime });
    },
    delete: (key) => void kept.delete(key),
  };
}
