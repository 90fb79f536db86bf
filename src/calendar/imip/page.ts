/** What a mail of the hub shows, as plain text and as HTML with the same words. */
import type { Language } from './words.ts';

export interface Page {
  readonly plain: string;
  readonly html: string;
}

export type Rows = readonly (readonly [label: string, value: string])[];

/** Empty values are left out. */
export function pageOf(told: {
  readonly language: Language;
  readonly sentence: string;
  readonly title: string;
  readonly rows: Rows;
  readonly description?: string;
}): Page {
  const rows = told.rows.filter(([, value]) => value !== '');
  return { plain: plainOf({ ...told, rows }), html: htmlOf({ ...told, rows }) };
}

type Told = Parameters<typeof pageOf>[0];

function plainOf({ sentence, title, rows, description = '' }: Told): string {
  const lines = rows.map(([label, value]) => `${label}: ${value}`);
  return `${[sentence, '', title, ...lines, ...(description === '' ? [] : ['', description])].join('\n')}\n`;
}

function htmlOf({ language, sentence, title, rows, description = '' }: Told): string {
  const cells = rows.map(
    ([label, value]) => `<tr><th align="left">${htmlText(label)}</th><td>${linked(value)}</td></tr>`,
  );
  return [
    `<!DOCTYPE html><html lang="${language}"><head><meta charset="utf-8"><title>${htmlText(title)}</title></head><body>`,
    `<p>${htmlText(sentence)}</p><h2>${htmlText(title)}</h2><table>`,
    ...cells,
    '</table>',
    ...(description === '' ? [] : [`<p>${htmlText(description).replaceAll('\n', '<br>')}</p>`]),
    '</body></html>\n',
  ].join('\n');
}

/** A web address as a link; any other scheme stays text. */
function linked(value: string): string {
  const safe = htmlText(value);
  return value.startsWith('https://') && !value.includes(' ') ? `<a href="${safe}">${safe}</a>` : safe;
}

function htmlText(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
