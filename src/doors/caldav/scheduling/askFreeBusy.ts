import { printFreeBusy } from '../../../calendar/freeBusyComponent.ts';
import { type FreeBusyQuestion, freeBusyQuestion } from '../../../calendar/freeBusyQuestion.ts';
import { addressOf } from '../../../calendar/icalendar/calAddress.ts';
import type { JComponent, JProperty } from '../../../calendar/icalendar/jcal.ts';
import { isDraftAddress } from '../../../calendar/itip/draft.ts';
import { type RequestStatus, requestStatusText } from '../../../calendar/scheduling/requestStatus.ts';
import { resolveRecipient } from '../../../directory/recipients.ts';
import type { BusyTimes } from '../../../pipeline/freeBusy/freeBusy.ts';
import { ownerOf } from '../access.ts';
import type { DavAnswer, DavRequest } from '../exchange.ts';
import { precondition } from '../precondition.ts';
import { c, d } from '../xml/names.ts';
import { document, element, type Xml } from '../xml/write.ts';

/** People asked about at once. */
const mostAttendees = 200;

/** A VFREEBUSY request (rfc6638#5.1): each attendee is answered for, those of the hub with their busy times. */
export async function askFreeBusy(request: DavRequest, calendar: JComponent): Promise<DavAnswer> {
  const question = freeBusyQuestion(calendar);
  if (typeof question === 'string') return precondition(403, c('valid-scheduling-message'), question);
  if (ownerOf(request.owner, addressOf(question.organizer)) === undefined) {
    return precondition(403, c('organizer-allowed'), 'ORGANIZER: an address of the person who asks');
  }
  if (question.attendees.length > mostAttendees) {
    return precondition(403, c('max-attendees-per-instance'), `at most ${mostAttendees} at once`);
  }
  const responses = await Promise.all(question.attendees.map((attendee) => responseFor(request, question, attendee)));
  const body = document(c('schedule-response'), responses);
  return { status: 200, type: 'application/xml; charset=utf-8', body };
}

async function responseFor(
  { directory, freeBusy, now }: DavRequest,
  { uid, organizer, range }: FreeBusyQuestion,
  attendee: JProperty,
): Promise<Xml> {
  const recipient = element(c('recipient'), element(d('href'), String(attendee[3])));
  const address = addressOf(attendee);
  const resolved = resolveRecipient(directory, address);
  const answered = async (): Promise<BusyTimes | RequestStatus> => {
    switch (resolved.kind) {
      case 'person':
        return resolved.person.enabled ? freeBusy.ofPerson(resolved.person, range) : '3.7';
      case 'unknown':
        // Whom only the home knows the home may answer for; else she is somebody whom nobody can be asked about.
        if (resolved.domain.type === 'Authoritative') return '3.7';
        return (await freeBusy.atHome(address, range)) ?? '5.3';
      case 'answers':
        return '3.7';
      case 'foreign':
        // Mail asks no busy times on behalf of a program that waits (rfc5546#3.6).
        return isDraftAddress(address) ? '5.3' : '3.7';
    }
  };
  const times = await answered();
  if (typeof times === 'string' || (resolved.kind !== 'person' && times.home === 'silent')) {
    const status = requestStatusText(typeof times === 'string' ? times : '5.1');
    return element(c('response'), recipient, element(c('request-status'), status));
  }
  const { periods } = times;
  const ics = printFreeBusy({ periods, ...range, now, reply: { uid, organizer, attendee } });
  // A home that did not answer is told: these are the hub's times alone.
  const status = requestStatusText(times.home === 'silent' ? '2.1' : '2.0');
  return element(c('response'), recipient, element(c('request-status'), status), element(c('calendar-data'), ics));
}
