import { type JComponent, text, withText } from '../icalendar/jcal.ts';
import type { PartStat } from '../types.ts';

const BUSY_STATUS = 'x-microsoft-cdo-busystatus';

/**
 * How an event shows on the attendee's own grid, by what she answered (law L10). It is
 * kept apart from PARTSTAT so that an unanswered invitation can block time tentatively.
 * What the organizer meant to be free stays free, as Exchange has it (MS-OXOCAL, PidLidBusyStatus).
 */
export function withBusyStatus(event: JComponent, partStat: PartStat): JComponent {
  // A task takes no time.
  if (event[0] === 'vtodo') return event;
  return withText(event, BUSY_STATUS, statusFor(event, partStat), 'unknown');
}

/** Cancelled: it stays to be seen and takes no time. */
export function withFreeTime(event: JComponent): JComponent {
  if (event[0] === 'vtodo') return event;
  return withText(withText(event, BUSY_STATUS, 'FREE', 'unknown'), 'transp', 'TRANSPARENT');
}

function statusFor(event: JComponent, partStat: PartStat): string {
  const intended = text(event, 'x-microsoft-cdo-intendedstatus').toUpperCase();
  if (partStat === 'DECLINED' || intended === 'FREE' || text(event, 'transp').toUpperCase() === 'TRANSPARENT')
    return 'FREE';
  if (partStat === 'NEEDS-ACTION' || partStat === 'TENTATIVE') return 'TENTATIVE';
  return ['OOF', 'WORKINGELSEWHERE', 'TENTATIVE'].includes(intended) ? intended : 'BUSY';
}
