import { d, isName, type Name } from './xml/names.ts';
import { child, UnreadableXml, type XmlElement } from './xml/read.ts';

/** What a request wants to know of each resource (rfc4918#9.1). */
export type Wanted =
  | { readonly kind: 'allprop'; readonly include: readonly Name[] }
  | { readonly kind: 'propname' }
  | { readonly kind: 'prop'; readonly names: readonly Name[] };

/** `allprop`, `propname` or `prop` inside a PROPFIND or REPORT body; nothing means `allprop` (rfc4918#9.1). */
export function wantedIn(element: XmlElement | undefined): Wanted {
  if (element === undefined) return { kind: 'allprop', include: [] };
  const prop = child(element, d('prop'));
  if (prop) return { kind: 'prop', names: prop.children };
  if (child(element, d('propname'))) return { kind: 'propname' };
  return { kind: 'allprop', include: child(element, d('include'))?.children ?? [] };
}

/** @throws UnreadableXml when the body's root is another element. */
export function expectRoot(element: XmlElement, namespace: string, local: string): XmlElement {
  if (!isName(element, namespace, local)) {
    throw new UnreadableXml(
      `expected the element ${local} of ${namespace}, got ${element.local} of ${element.namespace}`,
    );
  }
  return element;
}
