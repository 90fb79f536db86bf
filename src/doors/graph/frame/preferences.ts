import type { FastifyRequest } from 'fastify';
import { named } from '../../../calendar/zones/book.ts';
import type { Zone } from '../../../calendar/zones/zone.ts';
import { utcZone } from '../../../calendar/zones/zone.ts';
import { badRequest } from './failure.ts';

/** What the Prefer header asks (rfc7240, and Graph's own preferences). */
export interface Preferences {
  /** The zone in which times are told, and its name as the caller wrote it: IANA or Windows. */
  readonly zone: Zone;
  readonly zoneName: string;
  readonly bodyType: 'html' | 'text';
  readonly maxPageSize?: number;
  /** For Preference-Applied; '' when nothing was asked. */
  readonly applied: string;
}

const longest = 2000;

export function preferencesOf(request: FastifyRequest): Preferences {
  const header = request.headers.prefer;
  const text = Array.isArray(header) ? header.join(',') : String(header ?? '');
  if (text.length > longest) throw badRequest(`Prefer: longer than ${longest} characters`);
  let zone: Zone = utcZone;
  let zoneName = 'UTC';
  let bodyType: Preferences['bodyType'] = 'html';
  let maxPageSize: number | undefined;
  const applied: string[] = [];
  for (const { name, value } of preferencesIn(text)) {
    switch (name) {
      case 'outlook.timezone': {
        const found = named(value);
        if (!found)
          throw badRequest(
            `Prefer outlook.timezone: no time zone is called '${value}'`,
            'TimeZoneNotSupportedException',
          );
        zone = found;
        zoneName = value;
        applied.push(`outlook.timezone="${value}"`);
        break;
      }
      case 'outlook.body-content-type':
        if (value !== 'text' && value !== 'html')
          throw badRequest('Prefer outlook.body-content-type: "text" or "html"');
        bodyType = value;
        applied.push(`outlook.body-content-type="${value}"`);
        break;
      case 'odata.maxpagesize':
        if (!/^\d{1,6}$/.test(value) || Number(value) < 1) throw badRequest('Prefer odata.maxpagesize: a number');
        maxPageSize = Number(value);
        applied.push(`odata.maxpagesize=${value}`);
        break;
      case 'idtype':
        // Our ids never change, so what is asked holds anyway.
        if (value === 'ImmutableId') applied.push('IdType="ImmutableId"');
        break;
      default:
        break; // rfc7240#2: what is not known is ignored
    }
  }
  return { zone, zoneName, bodyType, ...(maxPageSize !== undefined && { maxPageSize }), applied: applied.join(', ') };
}

/** `name="value"` or `name=value`, separated by commas or semicolons; quotes may hold both. */
function preferencesIn(text: string): { name: string; value: string }[] {
  const found: { name: string; value: string }[] = [];
  let piece = '';
  let quoted = false;
  for (const character of `${text},`) {
    if (character === '"') quoted = !quoted;
    if ((character === ',' || character === ';') && !quoted) {
      const equals = piece.indexOf('=');
      if (equals > 0) {
        const value = piece.slice(equals + 1).trim();
        found.push({
          name: piece.slice(0, equals).trim().toLowerCase(),
          value: value.startsWith('"') && value.endsWith('"') && value.length > 1 ? value.slice(1, -1) : value,
        });
      }
      piece = '';
    } else piece += character;
  }
  return found;
}
