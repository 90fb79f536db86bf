/** From what the pipeline refuses to what the wire says (rfc4791#5.3.2.1, rfc6638#3.2.4). */
import type { ChangeProblem } from '../../pipeline/submission/problem.ts';
import { calendarsOf } from './calendars.ts';
import { type DavAnswer, type DavRequest, notFound, plain } from './exchange.ts';
import { precondition } from './precondition.ts';
import { hrefOf } from './resource.ts';
import { c, d, type Name } from './xml/names.ts';
import { element, type XmlContent } from './xml/write.ts';

export async function refusal(problem: ChangeProblem, request: DavRequest): Promise<DavAnswer> {
  switch (problem.code) {
    case 'no-such-object':
    case 'no-such-person':
    case 'no-such-event':
    case 'no-such-calendar':
      return notFound;
    case 'condition-not-met':
      return plain(412, 'what is stored is not what the request expects');
    default: {
      const named = conditions[problem.code];
      if (named === undefined) return plain(403, problem.where);
      const { name, explanation } = named;
      return precondition(403, name, `${explanation}: ${problem.where}`, ...(await place(problem, request)));
    }
  }
}

const condition = (name: Name, explanation: string) => ({ name, explanation });
const unreadable = condition(c('valid-calendar-data'), 'the text is no iCalendar that can be read');
const notOneObject = condition(c('valid-calendar-object-resource'), 'an object has all components of one UID');
const otherUid = condition(c('no-uid-conflict'), 'a UID is once in a calendar, and stays with its object');

/** Refusals that no RFC has a name for are told in words alone. */
const conditions: Readonly<
  Partial<Record<ChangeProblem['code'], { readonly name: Name; readonly explanation: string }>>
> = {
  unreadable,
  truncated: unreadable,
  'no-start': unreadable,
  'unknown-zone': condition(c('valid-calendar-data'), 'the event begins in a zone that nobody knows'),
  'invalid-calendar-data': unreadable,
  'no-uid': notOneObject,
  'no-method': notOneObject,
  'has-method': notOneObject,
  'several-uids': notOneObject,
  'mixed-components': notOneObject,
  'invalid-calendar-object': notOneObject,
  'unsupported-component': condition(c('supported-calendar-component'), 'not what this calendar takes'),
  'too-many-components': condition(c('max-instances'), 'too many components'),
  'too-many-dates': condition(c('max-instances'), 'too many dates'),
  'too-large': condition(c('max-resource-size'), 'too large'),
  'too-many-instances': condition(c('max-instances'), 'too many instances'),
  'too-many-attendees': condition(c('max-attendees-per-instance'), 'too many attendees'),
  'uid-conflict': otherUid,
  'uid-changed': otherUid,
  'not-unique-scheduling-object': condition(c('unique-scheduling-object-resource'), 'a meeting is on one calendar'),
  'several-organizers': condition(c('same-organizer-in-all-components'), 'a meeting has one organizer'),
  'organizer-change-not-allowed': condition(
    c('allowed-organizer-scheduling-object-change'),
    'the organizer may not change this',
  ),
  'attendee-change-not-allowed': condition(
    c('allowed-attendee-scheduling-object-change'),
    'only the organizer may change this',
  ),
};

/** The object that stands in the way, where the condition names one (rfc4791#5.3.2.1). */
async function place({ at }: ChangeProblem, { store, owner }: DavRequest): Promise<XmlContent[]> {
  if (at === undefined) return [];
  const slug = (await calendarsOf(store, owner)).find(({ id }) => id === at.calendarId)?.slug;
  if (slug === undefined) return [];
  return [element(d('href'), hrefOf({ kind: 'object', address: owner.address, slug, name: at.name }))];
}
