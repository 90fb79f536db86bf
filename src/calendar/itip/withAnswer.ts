import type { JComponent } from '../icalendar/jcal.ts';
import { wallText } from '../icalendar/moment.ts';
import { sequenceOf } from '../scheduling/version.ts';
import type { PartStat } from '../types.ts';
import { withBusyStatus } from './busyStatus.ts';
import { REPLY_DTSTAMP, REPLY_SEQUENCE } from './ownMarks.ts';
import { type Voice, withOwnPartStat } from './voice.ts';

/** The component with this answer of hers, and the revision that was answered (rfc5546#2.1.5). @param dtstamp ms */
export function withAnswer(event: JComponent, voice: Voice, partStat: PartStat, dtstamp: number): JComponent {
  const marks = {
    rsvp: undefined,
    [REPLY_DTSTAMP]: wallText(dtstamp, 'utc'),
    [REPLY_SEQUENCE]: String(sequenceOf(event)),
  };
  return withBusyStatus(withOwnPartStat(event, voice, partStat, marks), partStat);
}
