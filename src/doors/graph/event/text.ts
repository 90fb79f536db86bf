/** Bodies: plain text and HTML. HTML from outside is never passed on; it is made from the text. */
import type { BodyType, ItemBody } from '@microsoft/microsoft-graph-types';
import { type JComponent, parameter, properties, text } from '../../../calendar/icalendar/jcal.ts';

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const breaking: readonly string[] = ['br', '/p', '/div', '/tr', '/li', '/h1', '/h2', '/h3', '/table', '/ul', '/ol'];
const hidden: readonly string[] = ['style', 'script', 'head', 'title'];

/** The text of an HTML body: tags taken out, line ends where a block ends. One pass, linear. */
export function textOfHtml(html: string): string {
  let out = '';
  let skipping = '';
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    const piece = html.slice(at, open < 0 ? html.length : open);
    if (skipping === '') out += decoded(piece.replaceAll('\r', '').replaceAll('\n', ' '));
    if (open < 0) break;
    const comment = html.startsWith('<!--', open);
    const close = html.indexOf(comment ? '-->' : '>', open);
    if (close < 0) break;
    const tag = tagName(html, open + 1, close);
    if (skipping !== '') skipping = tag === `/${skipping}` ? '' : skipping;
    else if (hidden.includes(tag)) skipping = tag;
    else if (breaking.includes(tag)) out += '\n';
    at = close + (comment ? 3 : 1);
  }
  return out
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim();
}

function tagName(html: string, from: number, to: number): string {
  let at = from;
  while (at < to && at - from < 12 && !' \t\r\n>'.includes(html[at] ?? '')) at++;
  const name = html.slice(from, at).toLowerCase();
  return name.length > 1 && name.endsWith('/') ? name.slice(0, -1) : name;
}

function decoded(text: string): string {
  return text.replace(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,6});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

export function htmlOfText(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<html><body>${escaped.replaceAll('\n', '<br>\n')}</body></html>`;
}

/** `own`: written here by the person herself, so that the HTML she sent is hers to have back. */
export function bodyOf(event: JComponent, type: BodyType, own: boolean): ItemBody {
  const plain = text(event, 'description');
  if (type === 'text') return { contentType: 'text', content: plain };
  const written = own
    ? properties(event, 'x-alt-desc').find((line) => parameter(line, 'fmttype')?.toLowerCase() === 'text/html')?.[3]
    : undefined;
  if (typeof written === 'string') return { contentType: 'html', content: written };
  return { contentType: 'html', content: plain === '' ? '' : htmlOfText(plain) };
}

export function previewOf(event: JComponent): string {
  return text(event, 'description').slice(0, 255);
}
