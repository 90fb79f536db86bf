import type { Wanted } from '../../provider.ts';
import type { Informants } from './observe.ts';
import { textData } from './recordData.ts';
import { resourceOf } from './resources.ts';
import { isSpf, mergeTerms } from './spf/record.ts';

/** The wanted records as lines of a zone file (rfc1035#5); what nobody can know yet is a comment. */
export async function zoneFragment(wanted: readonly Wanted[], { tell }: Informants): Promise<string> {
  const lines: string[] = [];
  const terms = new Map<string, string[]>();
  for (const { key, value, title } of wanted) {
    const resource = resourceOf(key);
    if (value === undefined) continue;
    switch (resource.kind) {
      case 'TXT':
        lines.push(`${resource.name}. 3600 IN TXT ${quoted(resource.text)}`);
        break;
      case 'DKIM':
        lines.push(typeof value === 'string' ? `${resource.name}. 3600 IN TXT ${quoted(value)}` : `; ${title}`);
        break;
      case 'CNAME':
        lines.push(`${resource.name}. 3600 IN CNAME ${String(value)}.`);
        break;
      case 'SPF':
        if (resource.term === '') lines.push(`; ${title}`);
        else terms.set(resource.name, [...(terms.get(resource.name) ?? []), resource.term]);
        break;
      case 'MX':
        lines.push(`; ${title}: the same hosts as ${JSON.stringify(value)}`);
        break;
      case 'DMARC':
        lines.push(`; advice, where there is none yet: ${resource.name}. 3600 IN TXT "v=DMARC1; p=none"`);
        break;
      case 'MX-unchanged':
      case 'PTR':
        lines.push(`; ${title}`);
        break;
    }
  }
  for (const [name, ours] of terms) {
    const told = await tell(name, 'TXT');
    const record = told.kind === 'records' ? told.records.map(({ value }) => value).find(isSpf) : undefined;
    if (told.kind === 'silent' || told.kind === 'failure')
      lines.push(`; ${told.why}: merge this into the SPF record that is there`);
    else if (record !== undefined) lines.push(`; takes the place of ${quoted(record)}`);
    lines.push(`${name}. 3600 IN TXT ${quoted(mergeTerms(record, ours))}`);
  }
  return `${lines.join('\n')}\n`;
}

/** In strings of 255 octets at most, with what has a meaning to a zone file escaped. */
function quoted(text: string): string {
  const data = textData(text);
  const strings: string[] = [];
  for (let at = 0; at < data.length; at += (data[at] ?? 0) + 1) {
    const octets = data.subarray(at + 1, at + 1 + (data[at] ?? 0));
    strings.push(`"${[...octets].map(escaped).join('')}"`);
  }
  return strings.join(' ');
}

function escaped(octet: number): string {
  const character = String.fromCharCode(octet);
  if (character === '"' || character === '\\') return `\\${character}`;
  return octet < 32 || octet > 126 ? `\\${String(octet).padStart(3, '0')}` : character;
}
