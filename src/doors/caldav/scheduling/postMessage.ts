/**
 * Scheduling messages that calendar programs post to the outbox. RFC 6638 leaves only
 * questions about free time to it; Apple's programs and those of its server also propose
 * another time there, decline one, or ask for the event again (docs/interop/caldav.md).
 * What is sent is made from the person's own copy: of the message only its wish is taken.
 */
import { addressOf } from '../../../calendar/icalendar/calAddress.ts';
import { lengthOf } from '../../../calendar/icalendar/duration.ts';
import { type JComponent, properties, property, scheduled, text } from '../../../calendar/icalendar/jcal.ts';
import { startOf, wallText } from '../../../calendar/icalendar/moment.ts';
import { keyOf, recurrenceIdOf } from '../../../calendar/recurrence/instance.ts';
import { partStatOf, readScheduling } from '../../../calendar/scheduling/read.ts';
import { zoneBook } from '../../../calendar/zones/book.ts';
import { addressesOf } from '../../../directory/recipients.ts';
import type { ServiceProblem, TimeProposal } from '../../../pipeline/services.ts';
import type { DavAnswer, DavRequest } from '../exchange.ts';
import { precondition } from '../precondition.ts';
import { c, d } from '../xml/names.ts';
import { document, element } from '../xml/write.ts';

/** A COUNTER, DECLINECOUNTER or REFRESH, and nothing else. */
export async function postMessage(request: DavRequest, calendar: JComponent): Promise<DavAnswer> {
  const [event, another] = scheduled(calendar);
  const uid = event ? text(event, 'uid') : '';
  if (!event || another || uid === '') return invalid('one VEVENT or VTODO with a UID');
  const [attendee] = properties(event, 'attendee');
  const organizer = property(event, 'organizer');
  if (!organizer || !attendee) return invalid('ORGANIZER and ATTENDEE');
  const own = (address: string): boolean => addressesOf(request.owner).includes(address);
  const { services, owner } = request;
  switch (text(calendar, 'method').toUpperCase()) {
    case 'COUNTER': {
      const line = properties(event, 'attendee').find((each) => own(addressOf(each)));
      const proposal = line && proposalIn(calendar, event, partStatOf(line));
      if (!proposal) return invalid('an ATTENDEE of her own, DTSTART and DTEND');
      return answered(await services.propose(owner.id, uid, proposal), String(organizer[3]));
    }
    case 'REFRESH':
      if (!own(addressOf(attendee))) return invalid('an ATTENDEE of her own');
      return answered(await services.askRefresh(owner.id, uid), String(organizer[3]));
    case 'DECLINECOUNTER': {
      if (!own(addressOf(organizer))) return precondition(403, c('organizer-allowed'), 'ORGANIZER: her own address');
      const held = await proposalHeld(request, uid, addressOf(attendee));
      if (held === undefined) return invalid('there is no such proposal');
      return answered(await services.settleHeld(held, 'drop'), String(attendee[3]));
    }
    default:
      return invalid('METHOD: REQUEST of a VFREEBUSY, COUNTER, DECLINECOUNTER or REFRESH');
  }
}

function proposalIn(
  calendar: JComponent,
  event: JComponent,
  given: ReturnType<typeof partStatOf>,
): TimeProposal | undefined {
  const zones = zoneBook(calendar);
  const start = startOf(event);
  if (!start) return undefined;
  const at = recurrenceIdOf(event);
  const day = start.kind === 'date';
  const begins = day ? start.wall : zones.instant(start);
  const local = (instant: number): string => wallText(instant, day ? 'date' : 'floating');
  const time = { start: local(begins), end: local(begins + lengthOf(event, zones)), timeZone: 'UTC' };
  const partStat = given === 'DECLINED' || given === 'ACCEPTED' ? given : 'TENTATIVE';
  const comment = text(event, 'comment');
  return { time, partStat, ...(at && { instance: keyOf(at, zones) }), ...(comment !== '' && { comment }) };
}

/** The proposal of this attendee that waits for the organizer. */
async function proposalHeld({ store, owner }: DavRequest, uid: string, from: string): Promise<string | undefined> {
  const held = await store.reads.held({ personId: owner.id });
  const waiting = held.filter(({ state, why }) => state === 'waiting' && why === 'counter');
  return waiting.find((one) => {
    const source = one.forms.find((form) => form.text !== undefined)?.text;
    const read = source === undefined ? undefined : readScheduling(source, 'COUNTER');
    return one.from === from && read?.kind === 'message' && read.uid === uid;
  })?.id;
}

function answered(result: ServiceProblem | { readonly kind: string }, recipient: string): DavAnswer {
  if ('message' in result) return invalid(result.message);
  const body = document(
    c('schedule-response'),
    element(
      c('response'),
      element(c('recipient'), element(d('href'), recipient)),
      // rfc5546#3.6: handed on; whether it was read is not known.
      element(c('request-status'), '2.0;Success'),
    ),
  );
  return { status: 200, type: 'application/xml; charset=utf-8', body };
}

function invalid(explanation: string): DavAnswer {
  return precondition(403, c('valid-scheduling-message'), explanation);
}
