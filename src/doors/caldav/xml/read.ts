/**
 * Reads a request body (rfc4918#8.2) into a small tree. A client may send anything, so
 * size, depth and number of elements are capped, and a document type (the door to
 * entity bombs and files) is refused.
 */
import { SaxesParser } from 'saxes';
import type { Name } from './names.ts';

export interface XmlElement extends Name {
  /** By local name. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Character data directly inside, trimmed. */
  readonly text: string;
}

/** A body that can't be read: 400 with this text. */
export class UnreadableXml extends Error {}

/** The namespace of declarations of namespaces, which are no attributes here. */
const xmlns = 'http://www.w3.org/2000/xmlns/';
const deepest = 32;
const mostElements = 20_000;

interface Open extends Name {
  readonly attributes: Map<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/** @throws UnreadableXml when it is not well-formed, or beyond a cap. */
export function readXml(source: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: Open[] = [];
  let root: XmlElement | undefined;
  let count = 0;
  const fail = (why: string): never => {
    throw new UnreadableXml(`${why} (line ${parser.line}, column ${parser.column})`);
  };
  parser.on('doctype', () => fail('a document type is not allowed'));
  parser.on('error', (error) => fail(`not well-formed XML: ${error.message.replace(/^\d+:\d+: /, '')}`));
  parser.on('opentag', (tag) => {
    if (++count > mostElements) fail(`more than ${mostElements} elements`);
    if (open.length >= deepest) fail(`elements deeper than ${deepest}`);
    const given = Object.values(tag.attributes).filter(({ uri }) => uri !== xmlns);
    const attributes = new Map(given.map(({ local, value }) => [local, value]));
    open.push({ namespace: tag.uri, local: tag.local, attributes, children: [], text: '' });
  });
  const characters = (text: string) => {
    const inside = open.at(-1);
    if (inside) inside.text += text;
  };
  parser.on('text', characters);
  parser.on('cdata', characters);
  parser.on('closetag', () => {
    const closed = open.pop();
    if (!closed) return;
    const element = { ...closed, text: closed.text.trim() };
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
  });
  parser.write(source).close();
  return root ?? fail('no element');
}

export function child(element: XmlElement, { namespace, local }: Name): XmlElement | undefined {
  return element.children.find((inner) => inner.local === local && inner.namespace === namespace);
}
