import { events, type JComponent, text } from '../icalendar/jcal.ts';
import { startOf } from '../icalendar/moment.ts';
import { isProblem, parseCalendar } from '../icalendar/parse.ts';
import { assemble } from '../itip/series.ts';
import { unknownZone } from '../zones/book.ts';
import { type ImportProblem, type Piece, wrapped } from './takeApart.ts';

/**
 * The object that the pieces of one UID make together, without those that can't be
 * used. Undefined where none can.
 */
export function importedObject(
  pieces: readonly Piece[],
  zones: ReadonlyMap<string, JComponent>,
): { readonly calendar?: JComponent; readonly problems: readonly ImportProblem[] } {
  const problems: ImportProblem[] = [];
  const parts: JComponent[] = [];
  const allZones: JComponent = ['vcalendar', [['version', {}, 'text', '2.0']], [...zones.values()]];
  for (const { line, uid, source } of pieces) {
    const problem = (code: string, where: string): void => void problems.push({ line, uid, code, where });
    const read = parseCalendar(wrapped(source));
    if (isProblem(read)) {
      problem(read.code, read.where);
      continue;
    }
    const [event] = events(read);
    if (!event || text(event, 'uid').trim() !== uid) problem('no-uid', 'UID');
    else if (!startOf(event)) problem('no-start', 'DTSTART');
    else {
      const zone = unknownZone(['vcalendar', [], [...zones.values(), event]]);
      if (zone !== undefined) problem('unknown-zone', zone.slice(0, 200));
      else parts.push(event);
    }
  }
  return parts.length === 0 ? { problems } : { calendar: assemble(parts, [allZones]), problems };
}
