/** Namespaces of what we speak, and the prefix we write each with. */
export const dav = 'DAV:';
export const caldav = 'urn:ietf:params:xml:ns:caldav';
export const calendarServer = 'http://calendarserver.org/ns/';

export const prefixes: ReadonlyMap<string, string> = new Map([
  [dav, 'd'],
  [caldav, 'c'],
  [calendarServer, 's'],
]);

/** An expanded name (W3C Namespaces in XML). */
export interface Name {
  readonly namespace: string;
  readonly local: string;
}

export function isName(name: Name, namespace: string, local: string): boolean {
  return name.local === local && name.namespace === namespace;
}
