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

export const d = (local: string): Name => ({ namespace: dav, local });
export const c = (local: string): Name => ({ namespace: caldav, local });

export function isName(name: Name, namespace: string, local: string): boolean {
  return name.local === local && name.namespace === namespace;
}

/** `{namespace}local`, as one key. */
export function keyOf({ namespace, local }: Name): string {
  return `{${namespace}}${local}`;
}

export function nameOfKey(key: string): Name {
  const end = key.lastIndexOf('}');
  return { namespace: key.slice(1, end), local: key.slice(end + 1) };
}
