import type { z } from 'zod';

/** A configuration entry as the store hands it over. */
export interface Entry {
  readonly kind: string;
  readonly name: string;
  readonly body: unknown;
}

/** Throws on an entry that is not valid: it was validated when it was written. */
export function read<Body>(entry: Entry, form: z.ZodType<Body>): Body {
  const parsed = form.safeParse(entry.body);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new Error(`configuration: ${entry.kind} '${entry.name}': ${wrong.join('; ')}`);
}
