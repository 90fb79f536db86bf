import type { CalendarForm } from '../mail/message.ts';

/** Calendar forms as JSON text; octets of a TNEF form in base64. */
export function formsToJson(forms: readonly CalendarForm[]): string {
  return JSON.stringify(
    forms.map(({ bytes, ...form }) => (bytes === undefined ? form : { ...form, base64: bytes.toString('base64') })),
  );
}

export function formsFromJson(json: string): CalendarForm[] {
  const stored = JSON.parse(json) as (Omit<CalendarForm, 'bytes'> & { base64?: string })[];
  return stored.map(({ base64, ...form }) =>
    base64 === undefined ? form : { ...form, bytes: Buffer.from(base64, 'base64') },
  );
}
