import { type Name, prefixes } from './names.ts';
import type { XmlElement } from './read.ts';

/** XML text whose parts were escaped when it was made. */
export interface Xml {
  readonly xml: string;
}

export type XmlContent = Xml | string | readonly XmlContent[];

/** One element; strings inside become character data. Names outside our own namespaces bring theirs along. */
export function element(name: Name, ...content: readonly XmlContent[]): Xml {
  const prefix = prefixes.get(name.namespace);
  return prefix === undefined
    ? elementWith(name, {}, ...content)
    : tagged(`${prefix}:${name.local}`, '', rendered(content));
}

export function elementWith(
  name: Name,
  attributes: Readonly<Record<string, string>>,
  ...content: readonly XmlContent[]
): Xml {
  const prefix = prefixes.get(name.namespace);
  const tag = prefix === undefined ? name.local : `${prefix}:${name.local}`;
  const own = prefix === undefined ? { xmlns: name.namespace, ...attributes } : attributes;
  const written = Object.entries(own)
    .map(([key, value]) => ` ${key}="${escaped(value)}"`)
    .join('');
  return tagged(tag, written, rendered(content));
}

function tagged(tag: string, attributes: string, inside: string): Xml {
  return { xml: inside === '' ? `<${tag}${attributes}/>` : `<${tag}${attributes}>${inside}</${tag}>` };
}

/** An element as it was read, standing for itself wherever it is put: every element says its namespace. */
export function standalone({ namespace, local, attributes, text, children }: XmlElement): Xml {
  const written = [['xmlns', namespace] as const, ...attributes]
    .map(([key, value]) => ` ${key}="${escaped(value)}"`)
    .join('');
  const inside = escaped(text) + children.map((inner) => standalone(inner).xml).join('');
  return { xml: inside === '' ? `<${local}${written}/>` : `<${local}${written}>${inside}</${local}>` };
}

/** A whole document; our prefixes are declared on its root. */
export function document(root: Name, ...content: readonly XmlContent[]): string {
  const declared = Object.fromEntries([...prefixes].map(([namespace, prefix]) => [`xmlns:${prefix}`, namespace]));
  return `<?xml version="1.0" encoding="utf-8"?>\n${elementWith(root, declared, ...content).xml}\n`;
}

function rendered(content: XmlContent): string {
  if (typeof content === 'string') return escaped(content);
  if ('xml' in content) return content.xml;
  let all = '';
  for (const inner of content) all += rendered(inner);
  return all;
}

/** Characters that no XML 1.0 document can hold are left out; CR is kept as a reference, else readers drop it. */
function escaped(text: string): string {
  // Most names and values need nothing of it.
  if (/^[\t\n !#-%'-;=?-~]*$/.test(text)) return text;
  return writable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}

function writable(text: string): string {
  // No surrogates, lone or in pairs, and nothing forbidden: one look is enough.
  if (!/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/.test(text)) return text;
  return text.toWellFormed().replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '');
}
