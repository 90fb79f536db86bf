import { printCalendar } from '../../calendar/icalendar/parse.ts';
import { componentsOf } from '../../calendar/scheduling/read.ts';
import type { SchedulingMessage } from '../../calendar/types.ts';
import type { Person } from '../../directory/types.ts';
import type { Write } from '../../store/contract.ts';
import type { HubContext } from '../context.ts';

/** Copies in one inbox, days for which they are kept, and characters of one. */
const mostCopies = 200;
const keptDays = 30;
const longestCopy = 256 * 1024;
const day = 86_400_000;

/**
 * A copy of a scheduling message that took effect, for the person's calendar programs
 * (rfc6638#4.1): they learn from it what changed and why. The calendar holds without it.
 */
export function inboxCopy(context: HubContext, person: Person, message: SchedulingMessage, at: number): Write[] {
  if (message.ics.length > longestCopy) return [];
  // Named in the order in which they come, also within one millisecond.
  const copy = { personId: person.id, name: `${context.trace.nextId(at)}.ics`, at, ics: textOf(message) };
  return [{ type: 'putInboxMessage', message: copy, keep: { most: mostCopies, since: at - keptDays * day } }];
}

/** As it came, where it says its METHOD and breaks its lines as iCalendar does. */
function textOf(message: SchedulingMessage): string {
  if (/^METHOD:/im.test(message.ics) && !/\r(?!\n)|(?<!\r)\n|^\uFEFF|\r\n\r\n/.test(message.ics)) return message.ics;
  const [name, lines, parts] = componentsOf(message);
  const others = lines.filter(([each]) => each !== 'method');
  return printCalendar([name, [...others, ['method', {}, 'text', message.method]], parts]);
}
