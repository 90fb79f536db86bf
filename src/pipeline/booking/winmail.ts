import { calendarOfTnef } from '../../calendar/tnef/calendarOfTnef.ts';
import type { CalendarForm, KeptMessage } from '../../mail/message.ts';
import type { Opened } from '../inbound/opened.ts';

/**
 * The message with the calendar form that its winmail.dat stands for, where it has no form
 * that says the same in clear. From there on it is like any other; one that can't be
 * decoded adds nothing, and is held as unreadable.
 */
export function withWinmailRead(kept: KeptMessage, opened: Opened): KeptMessage {
  if (kept.forms.some(({ kind }) => kind === 'text/calendar')) return kept;
  for (const { bytes, truncated } of kept.forms) {
    const form = bytes && calendarForm(bytes, truncated, opened);
    // Before the other forms: what waits on the holding list is settled by the first that can be read.
    if (form) return { ...kept, forms: [form, ...kept.forms] };
  }
  return kept;
}

function calendarForm(bytes: Buffer, truncated: boolean, opened: Opened): CalendarForm | undefined {
  const from = opened.headerFrom === '' ? opened.envelope.sender : opened.headerFrom;
  const read = calendarOfTnef(bytes, { from, at: opened.at, truncated });
  if (read.kind === 'problem') return undefined;
  return { kind: 'text/calendar', method: read.method, text: read.ics, truncated: false };
}
