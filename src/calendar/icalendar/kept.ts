import type { JComponent } from './jcal.ts';
import { parseStored } from './parse.ts';

/** Characters of texts of which the reading is kept; read, they take some ten times as much. */
const charactersKept = 2 * 1024 * 1024;
/** A longer text would push out many. */
const longest = charactersKept / 64;

/** An object of a calendar, by which its reading is found again. */
interface Kept {
  readonly calendarId: string;
  readonly uid: string;
  readonly ics: string;
}

/** Memo of a pure function (bounded): the same series are asked about with every week that is looked at. */
const kept = new Map<string, { readonly ics: string; readonly calendar: JComponent }>();
let characters = 0;

/**
 * As `parseStored`, for who reads many objects and will read them again. The object is only
 * the place to look: another text is read anew. What was not read for longest makes room.
 */
export function parseOften({ calendarId, uid, ics }: Kept): JComponent {
  const key = `${calendarId}\n${uid}`;
  const known = kept.get(key);
  if (known?.ics === ics) {
    if (characters > charactersKept / 2) {
      // Last in the order of the map: the first is the one not read for longest.
      kept.delete(key);
      kept.set(key, known);
    }
    return known.calendar;
  }
  if (known) forget(key, known.ics);
  const calendar = parseStored(ics);
  if (ics.length > longest) return calendar;
  kept.set(key, { ics, calendar });
  characters += ics.length;
  for (const [oldest, { ics: text }] of kept) {
    if (characters <= charactersKept) break;
    forget(oldest, text);
  }
  return calendar;
}

function forget(key: string, ics: string): void {
  kept.delete(key);
  characters -= ics.length;
}
