import type { CalendarForm } from '../../mail/message.ts';

/** The form to read: text/calendar before an attachment, one with METHOD before one without. */
export function calendarForm(forms: readonly CalendarForm[]): CalendarForm | undefined {
  const readable = forms.filter((form) => form.text !== undefined);
  return (
    readable.find((form) => form.kind === 'text/calendar' && form.method !== undefined) ??
    readable.find((form) => form.kind === 'text/calendar') ??
    readable[0]
  );
}
