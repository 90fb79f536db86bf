import { type JComponent, type JProperty, properties, property, subcomponents, without } from '../icalendar/jcal.ts';

/** What clients keep in an event for the person alone. */
const PERSONAL_PREFIXES = ['x-moz-', 'x-evolution-', 'x-apple-travel-', 'x-apple-default-alarm', 'x-lic-error'];
/** The attendee's to choose (rfc6638#3.2.2.1); the organizer's word counts only where she has none of her own. */
const PERSONAL = ['transp', 'color', 'categories'];

/**
 * The organizer's new text with what is the person's own carried over from hers:
 * alarms, transparency, colour, categories, her client's notes. The organizer's alarms never are.
 */
export function withPersonal(incoming: JComponent, own: JComponent | undefined): JComponent {
  const unalarmed: JComponent = [incoming[0], incoming[1], incoming[2].filter(([name]) => name !== 'valarm')];
  if (!own) return unalarmed;
  const chosen = PERSONAL.filter((name) => property(own, name) !== undefined);
  const [name, lines, parts] = without(unalarmed, ...chosen);
  const kept: JProperty[] = [
    ...chosen.flatMap((each) => properties(own, each)),
    ...own[1].filter(([line]) => PERSONAL_PREFIXES.some((prefix) => line.startsWith(prefix))),
  ];
  return [
    name,
    [...lines.filter((line) => !kept.some(([each]) => each === line[0])), ...kept],
    [...parts, ...subcomponents(own, 'valarm')],
  ];
}

/** How far she is with a task of hers; in an event these are the organizer's. */
const TASK_PROGRESS = ['percent-complete', 'completed', 'status'];

/** What is stored with what is the person's own taken from her client's text: added, changed or removed there. */
export function withClientsOwn(known: JComponent, sent: JComponent): JComponent {
  const own = [...PERSONAL, ...(known[0] === 'vtodo' ? TASK_PROGRESS : [])];
  const isOwn = ([name]: JProperty): boolean =>
    own.includes(name) || PERSONAL_PREFIXES.some((prefix) => name.startsWith(prefix));
  const lines = known[1].filter((line) => !isOwn(line));
  const added = sent[1].filter(
    (line) => isOwn(line) || (line[0].startsWith('x-') && !lines.some(([name]) => name === line[0])),
  );
  const others = known[2].filter(([name]) => name !== 'valarm');
  return [known[0], [...lines, ...added], [...others, ...subcomponents(sent, 'valarm')]];
}
