import { calendarOfTnef } from '../../calendar/tnef/calendarOfTnef.ts';
import type { CalendarForm, KeptMessage } from '../../mail/message.ts';
import type { Log } from '../../platform/log.ts';
import type { Opened } from '../inbound/opened.ts';

/**
 * The message with the calendar form that its winmail.dat stands for, where it has no form
 * that says the same in clear. From there on it is like any other; one that can't be
 * decoded adds nothing, and is held as unreadable.
 */
export function withWinmailRead(log: Log, kept: KeptMessage, opened: Opened): KeptMessage {
  if (kept.forms.some(({ kind }) => kind === 'text/calendar')) return kept;
  for (const { bytes, truncated } of kept.forms) {
    const form = bytes && calendarForm(log, bytes, truncated, opened);
    // Before the other forms: what waits on the holding list is settled by the first that can be read.
    if (form) return { ...kept, forms: [form, ...kept.forms] };
  }
  return kept;
}

function calendarForm(log: Log, bytes: Buffer, truncated: boolean, opened: Opened): CalendarForm | undefined {
  const from = opened.headerFrom === '' ? opened.envelope.sender : opened.headerFrom;
  const read = calendarOfTnef(bytes, { from, at: opened.at, truncated });
  const { messageId } = opened;
  if (read.kind === 'problem') {
    log.info({ messageId, code: read.code, where: read.where }, 'winmail.dat can not be decoded');
    return undefined;
  }
  if (read.leftOut > 0)
    log.info({ messageId, leftOut: read.leftOut }, 'invited people without a mail address left out');
  return { kind: 'text/calendar', method: read.method, text: read.ics, truncated: false };
}
