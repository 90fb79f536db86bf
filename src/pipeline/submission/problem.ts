/** What a decision on a person's calendars refuses, and how the doors that speak of services tell it. */

import type { ClientObjectProblem } from '../../calendar/clientObject.ts';
import type { AnswerProblem } from '../../calendar/itip/answer.ts';
import type { DraftProblem } from '../../calendar/itip/draft.ts';
import type { ScheduleProblem } from '../../calendar/itip/implicit.ts';
import type { PassingProblem } from '../../calendar/itip/passOn.ts';
import type { ProposalProblem } from '../../calendar/itip/propose.ts';
import type { UndoProblem } from '../../calendar/itip/undo.ts';
import type { ServiceProblem } from '../services.ts';

/** An expected "no"; each door says it in its protocol's words. `at`: the object that stands in the way. */
export interface ChangeProblem {
  readonly kind: 'problem';
  readonly code:
    | ClientObjectProblem['code']
    | ScheduleProblem['code']
    | DraftProblem['code']
    | AnswerProblem['code']
    | ProposalProblem['code']
    | PassingProblem['code']
    | UndoProblem['code']
    | 'no-such-entry'
    | 'no-such-object'
    | 'no-such-person'
    | 'no-such-event'
    | 'no-such-calendar'
    | 'condition-not-met'
    | 'uid-conflict'
    | 'not-unique-scheduling-object'
    | 'not-shared'
    | 'not-delegate'
    | 'not-organizer'
    | 'no-online-meetings'
    | 'unreachable';
  readonly where: string;
  readonly at?: { readonly calendarId: string; readonly name: string };
  readonly details?: ServiceProblem['details'];
}

export function problem(
  code: ChangeProblem['code'],
  where: string,
  at?: { readonly calendarId: string; readonly name: string },
): ChangeProblem {
  return { kind: 'problem', code, where, ...(at && { at: { calendarId: at.calendarId, name: at.name } }) };
}

/** Nothing is changed where somebody can't be reached (law L9). */
export function unreachable(whom: readonly { readonly address: string; readonly why: string }[]): ChangeProblem {
  const details = whom.map(({ address, why }) => ({ where: address, message: why }));
  return { ...problem('unreachable', 'these attendees can not be reached; nothing was changed'), details };
}

/** The same as an answer of a service. */
export function asService({ code, where, details }: ChangeProblem): ServiceProblem {
  const status = statusOf(code);
  const said = status === 422 && code !== 'unreachable' && code !== 'no-online-meetings';
  const message = said ? `the event can't be used: ${code} (${where})` : where;
  return { kind: 'problem', status, code, message, ...(details && { details }) };
}

function statusOf(code: ChangeProblem['code']): ServiceProblem['status'] {
  switch (code) {
    case 'no-such-object':
    case 'no-such-person':
    case 'no-such-event':
    case 'no-such-calendar':
    case 'no-such-entry':
      return 404;
    case 'not-shared':
    case 'not-delegate':
    case 'not-organizer':
      return 403;
    case 'condition-not-met':
      return 412;
    case 'uid-conflict':
    case 'not-unique-scheduling-object':
    case 'changed-since':
    case 'nothing-to-undo':
      return 409;
    default:
      return 422;
  }
}
