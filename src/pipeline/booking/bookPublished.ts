import { mayChange } from '../../calendar/itip/attendee.ts';
import { receivePublished } from '../../calendar/itip/publish.ts';
import { type Published, readPublished } from '../../calendar/scheduling/read.ts';
import { isOwnDomain } from '../../directory/recipients.ts';
import type { Directory, Person } from '../../directory/types.ts';
import { addressDomain } from '../../mail/address.ts';
import type { CalendarForm, Tier } from '../../mail/message.ts';
import type { BookingResult } from './bookForPerson.ts';
import { calendarForm } from './calendarForm.ts';
import { type CalendarView, type Cause, calendarIdOf } from './calendarView.ts';

/** The published event in a message, where the organisation files them. */
export function publishedIn(directory: Directory, forms: readonly CalendarForm[]): Published | undefined {
  if (directory.booking.publish !== 'file') return undefined;
  const form = calendarForm(forms);
  return form?.text === undefined || form.truncated ? undefined : readPublished(form.text, form.method);
}

export interface Publishing {
  readonly view: CalendarView;
  readonly directory: Directory;
  readonly published: Published;
  readonly person: Person;
  /** Who sent it; authenticated as far as `tier` says. */
  readonly from: string;
  readonly tier: Tier;
  readonly cause: Cause;
}

/** A published event goes on the calendar as the person's own: nobody waits for an answer, and none is given. */
export async function bookPublished(publishing: Publishing): Promise<BookingResult> {
  const { directory, published, person, from, tier } = publishing;
  if (person.resource) return { effect: { decision: 'drop', effect: 'published to a room' } };
  const policy = directory.booking[tier];
  if (policy === 'drop') return { effect: { decision: 'drop', effect: 'dropped by policy' } };
  if (policy === 'hold') return held('tier');
  const { organizer } = published;
  const inOurName = organizer !== undefined && isOwnDomain(directory, addressDomain(organizer));
  // As for invitations: in the name of our own people only they speak.
  if (inOurName && tier !== 'ownOrganisation') return held('not-organizer');
  return filePublished(publishing, (stored) => mayChange({ stored, from }));
}

/** @param may whether the sender may change what is stored under this UID */
export async function filePublished(
  { view, published, person, cause }: Pick<Publishing, 'view' | 'published' | 'person' | 'cause'>,
  may: (stored: string) => boolean,
): Promise<BookingResult> {
  const { uid } = published;
  const before = await view.ownObject(person, uid);
  const calendarId = before?.calendarId ?? calendarIdOf(person);
  if (!before && (await view.wasRemoved(person, uid)))
    return { effect: { decision: 'file', effect: 'unchanged: deleted-by-person' } };
  // An invitation, or a meeting of her own, is changed by no publisher.
  if (before && before.role !== 'none') return { effect: { decision: 'file', effect: 'unchanged: not-organizer' } };
  if (before && !may(before.ics)) return held('not-organizer');
  const merged = receivePublished({ published, ...(before && { stored: before.ics }) });
  if (merged.kind === 'unchanged') return { effect: { decision: 'file', effect: `unchanged: ${merged.what}` } };
  view.put({ calendarId, uid, role: 'none' }, before, merged, cause);
  return { effect: { decision: 'file', effect: before ? 'published event updated' : 'published event filed' } };
}

function held(why: string): BookingResult {
  return { effect: { decision: 'hold', effect: `held: ${why}` }, hold: why };
}
