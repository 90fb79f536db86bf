/**
 * iCalendar as ical.js reads it: jCal (rfc7265), plain nested arrays. This room works
 * on the arrays themselves: every property, known or not, survives a round trip, and
 * a change makes a new array, so that what was handed in stays as it was.
 */
export type JParameters = Readonly<Record<string, string | readonly string[]>>;
export type JProperty = readonly [name: string, parameters: JParameters, type: string, ...values: unknown[]];
export type JComponent = readonly [name: string, properties: readonly JProperty[], components: readonly JComponent[]];

export function property(component: JComponent, name: string): JProperty | undefined {
  for (const candidate of component[1]) if (candidate[0] === name) return candidate;
  return undefined;
}

export function properties(component: JComponent, name: string): JProperty[] {
  return component[1].filter((candidate) => candidate[0] === name);
}

/** First value of the first property of that name, as text; '' when absent. */
export function text(component: JComponent, name: string): string {
  const value = property(component, name)?.[3];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** A parameter's first value; undefined when absent. */
export function parameter(subject: JProperty, name: string): string | undefined {
  const value = Object.hasOwn(subject[1], name) ? subject[1][name] : undefined;
  return typeof value === 'string' ? value : value?.[0];
}

export function subcomponents(component: JComponent, name: string): JComponent[] {
  return component[2].filter((candidate) => candidate[0] === name);
}

/** VEVENTs of a VCALENDAR. */
export function events(calendar: JComponent): JComponent[] {
  return subcomponents(calendar, 'vevent');
}

/** What is scheduled: the VEVENTs or VTODOs of a VCALENDAR (rfc5546#3.2, rfc5546#3.4). */
export function scheduled(calendar: JComponent): JComponent[] {
  return calendar[2].filter(([name]) => name === 'vevent' || name === 'vtodo');
}

/** The component without properties of these names. */
export function without(component: JComponent, ...names: readonly string[]): JComponent {
  return [component[0], component[1].filter(([name]) => !names.includes(name)), component[2]];
}

/** The component with this one property in place of all of its name, at the place of the first. */
export function withProperty(component: JComponent, replacement: JProperty): JComponent {
  const kept: JProperty[] = [];
  let placed = false;
  for (const candidate of component[1]) {
    if (candidate[0] !== replacement[0]) kept.push(candidate);
    else if (!placed) {
      kept.push(replacement);
      placed = true;
    }
  }
  if (!placed) kept.push(replacement);
  return [component[0], kept, component[2]];
}

export function withText(component: JComponent, name: string, value: string, type = 'text'): JComponent {
  return withProperty(component, [name, {}, type, value]);
}

export function withParameters(subject: JProperty, set: Readonly<Record<string, string | undefined>>): JProperty {
  const parameters: Record<string, string | readonly string[]> = { ...subject[1] };
  for (const [name, value] of Object.entries(set)) {
    if (value === undefined) delete parameters[name];
    else parameters[name] = value;
  }
  const [name, , type, ...values] = subject;
  return [name, parameters, type, ...values];
}

/** The component with each property passed through `change`; undefined removes it. */
export function mapProperties(
  component: JComponent,
  change: (subject: JProperty) => JProperty | undefined,
): JComponent {
  return [component[0], component[1].map(change).filter((kept) => kept !== undefined), component[2]];
}
