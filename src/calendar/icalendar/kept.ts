import type { JComponent } from './jcal.ts';
import { parseStored } from './parse.ts';

/** Characters of texts of which the reading is kept; read, they take some ten times as much. */
const charactersKept = 2 * 1024 * 1024;
/** A longer text would push out many. */
const longest = charactersKept / 64;

/** Memo of a pure function (bounded): the same series are asked about with every week that is looked at. */
const kept = new Map<string, JComponent>();
let characters = 0;

/** As `parseStored`, for who reads many objects and will read them again. What was not read for longest makes room. */
export function parseOften(ics: string): JComponent {
  const known = kept.get(ics);
  if (known) {
    if (characters > charactersKept / 2) {
      // Last in the order of the map: the first is the one not read for longest.
      kept.delete(ics);
      kept.set(ics, known);
    }
    return known;
  }
  const calendar = parseStored(ics);
  if (ics.length > longest) return calendar;
  kept.set(ics, calendar);
  characters += ics.length;
  for (const oldest of kept.keys()) {
    if (characters <= charactersKept) break;
    kept.delete(oldest);
    characters -= oldest.length;
  }
  return calendar;
}
