/** A client that delegates (rfc5546#4.2.5): in the person's line DELEGATED-TO, and a line for the delegate. */
import { addressOf } from '../icalendar/calAddress.ts';
import { type JComponent, parameter } from '../icalendar/jcal.ts';
import { parseStored, printCalendar } from '../icalendar/parse.ts';
import { partStatOf } from '../scheduling/read.ts';
import type { OutgoingScheduling } from '../types.ts';
import { delegatesOf } from './admitted.ts';
import type { ScheduleProblem } from './implicit.ts';
import { attendeeChange } from './implicitAttendee.ts';
import { delegateInvitation } from './passOn.ts';
import { attendeesOf, openSeries, partsOf, type Series } from './series.ts';
import { ownLine, replaceLine, type Voice } from './voice.ts';

interface Delegation {
  readonly to: { readonly address: string; readonly name?: string };
  /** The client's object without the delegation: what else she changed. */
  readonly rest: Series;
}

/** Whom she sends in her place by this change; undefined where she does not, or did before. */
export function delegationIn(before: Series, after: Series, voice: Voice): Delegation | undefined {
  const [first] = partsOf(after);
  const line = first && ownLine(first, voice);
  const [address] = line && partStatOf(line) === 'DELEGATED' ? delegatesOf(line) : [];
  const [known] = partsOf(before);
  const standing = known && ownLine(known, voice);
  if (!first || address === undefined || !standing || delegatesOf(standing).includes(address)) return undefined;
  const named = attendeesOf(first).find((each) => addressOf(each) === address);
  const name = named && parameter(named, 'cn');
  const parts = after.calendar[2].map((part): JComponent => {
    const own = ownLine(part, voice);
    if (part[0] === 'vtimezone' || !own) return part;
    const answered = replaceLine(part, own, ownLine(known, voice) ?? own);
    const invited = partsOf(before).some((each) => attendeesOf(each).some((one) => addressOf(one) === address));
    if (invited) return answered;
    return [
      answered[0],
      answered[1].filter((each) => each[0] !== 'attendee' || addressOf(each) !== address),
      answered[2],
    ];
  });
  const rest = openSeries([after.calendar[0], after.calendar[1], parts]);
  return { to: { address, ...(name !== undefined && { name }) }, rest };
}

export function delegatedByClient(given: {
  readonly before: Series;
  readonly delegated: Delegation;
  readonly voice: Voice;
  readonly now: number;
  readonly silent: boolean;
}):
  | { readonly kind: 'passed'; readonly calendar: JComponent; readonly messages: readonly OutgoingScheduling[] }
  | ScheduleProblem {
  const { before, delegated, voice, now, silent } = given;
  const made = attendeeChange({ before, after: delegated.rest, voice, now, silent: true });
  if (made.kind === 'problem') return made;
  const passed = delegateInvitation({ stored: printCalendar(made.calendar), voice, to: [delegated.to], now });
  if (passed.kind === 'problem') return { kind: 'problem', code: 'attendee-change-not-allowed', where: passed.where };
  return { kind: 'passed', calendar: parseStored(passed.ics), messages: silent ? [] : passed.messages };
}
