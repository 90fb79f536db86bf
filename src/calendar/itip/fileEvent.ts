import { organizerOf } from '../icalendar/calAddress.ts';
import { type JComponent, parameter, without } from '../icalendar/jcal.ts';
import { instanceOf, recurrenceIdOf } from '../recurrence/instance.ts';
import { versionOf } from '../scheduling/version.ts';
import type { PartStat } from '../types.ts';
import type { ZoneBook } from '../zones/book.ts';
import { withBusyStatus } from './busyStatus.ts';
import { keepOwnExcluded } from './excluded.ts';
import { REPLY_DTSTAMP, REPLY_SEQUENCE, withoutOwnMarks } from './ownMarks.ts';
import { withPersonal } from './personal.ts';
import { timingOf } from './timing.ts';
import { ownLine, ownPartStat, type Voice, withOwnPartStat } from './voice.ts';

export interface Filing {
  /** The organizer's component, newer than what is stored. */
  readonly event: JComponent;
  /** The same component as she has it. */
  readonly own?: JComponent | undefined;
  /** For an override: the series it belongs to, as she has it. */
  readonly series?: JComponent | undefined;
  readonly zones: { readonly incoming: ZoneBook; readonly stored: ZoneBook };
  readonly voice: Voice;
  /** Given by policy wherever she has not answered yet. */
  readonly answer: PartStat | undefined;
}

export interface Filed {
  readonly event: JComponent;
  /** True where the organizer waits for an answer to this revision and policy has one to give. */
  readonly asks: boolean;
}

/**
 * The organizer's component as it goes on her calendar. Filed is not answered (law L10):
 * a new or rescheduled event has PARTSTAT=NEEDS-ACTION and blocks time tentatively.
 */
export function fileEvent(filing: Filing): Filed {
  const { event, voice, answer } = filing;
  const revived = filing.own !== undefined && versionOf(filing.own).cancelled;
  // That a cancelled event takes no time was not her own choice, and isn't carried over.
  const source = filing.own && revived ? without(filing.own, 'transp') : (filing.own ?? filing.series);
  const personal = keepOwnExcluded(withPersonal(withoutOwnMarks(event), source), filing.own);
  if (isOwnMeeting(event, voice)) return { event: withBusyStatus(personal, 'ACCEPTED'), asks: false };
  const standing = revived ? undefined : standingAnswer(filing);
  const partStat = standing ?? answer ?? 'NEEDS-ACTION';
  const line = standing && source ? ownLine(source, voice) : undefined;
  const marks = {
    [REPLY_DTSTAMP]: line && parameter(line, REPLY_DTSTAMP),
    [REPLY_SEQUENCE]: line && parameter(line, REPLY_SEQUENCE),
  };
  const filed = withBusyStatus(withOwnPartStat(personal, voice, partStat, marks), partStat);
  return { event: filed, asks: standing === undefined && answer !== undefined };
}

/** Her answer as far as it still holds: a later SEQUENCE at another time asks her anew (rfc5546#2.1.4). */
function standingAnswer({ event, own, series, zones, voice }: Filing): PartStat | undefined {
  const known = own ?? (series && inSeries(event, series, zones.incoming));
  if (!known) return undefined;
  const moved = timingOf(event, zones.incoming) !== timingOf(known, own ? zones.stored : zones.incoming);
  // Google moves events without a new SEQUENCE; that it asks again shows in its record of her answer.
  const asked = versionOf(event).sequence > versionOf(known).sequence || ownPartStat(event, voice) === 'NEEDS-ACTION';
  if (moved && asked) return undefined;
  return ownPartStat(known, voice);
}

function inSeries(override: JComponent, series: JComponent, zones: ZoneBook): JComponent | undefined {
  const at = recurrenceIdOf(override);
  return at && (instanceOf(series, at, zones) ?? series);
}

/** She invited herself from her home calendar: nobody waits for her answer. */
function isOwnMeeting(event: JComponent, { addresses }: Voice): boolean {
  const organizer = organizerOf(event);
  return organizer !== undefined && addresses.some((address) => address.toLowerCase() === organizer);
}
