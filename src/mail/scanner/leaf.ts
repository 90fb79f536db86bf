import { decodeText } from '../charset.ts';
import { parseStructuredField, type StructuredField } from '../contentType.ts';
import { headerValue } from '../headerBlock.ts';
import type { CalendarForm, CalendarFormKind, CalendaringMethod, Header } from '../message.ts';
import { decodeTransfer, encodedLength, readTransferEncoding, type TransferEncoding } from '../transferEncoding.ts';
import type { ScannerLimits } from './limits.ts';
import type { Keeping } from './scanner.ts';

/** Content-Type of a part that names none (rfc2045#5.2). */
export const textDefault = 'text/plain; charset=us-ascii';

/** What a part that is kept turns out to be. */
export type KeptLeaf =
  | { readonly kind: 'form'; readonly form: CalendarForm /** TNEF of a meeting message */; readonly meeting: boolean }
  | { readonly kind: 'plain' | 'html'; readonly text: string };

/** A part without parts of its own, of which something is kept. */
export class Leaf {
  readonly form: CalendarFormKind | undefined;
  /** From the Content-Type's METHOD parameter. */
  readonly method: CalendaringMethod | undefined;
  readonly #kind: KeptLeaf['kind'];
  readonly #type: StructuredField;
  readonly #encoding: TransferEncoding;
  readonly #cap: number;
  readonly #room: number;
  #pieces: Buffer[] = [];
  #octets = 0;
  #truncated = false;

  constructor(
    kind: CalendarFormKind | 'plain' | 'html',
    type: StructuredField,
    encoding: TransferEncoding,
    cap: number,
  ) {
    this.form = kind === 'plain' || kind === 'html' ? undefined : kind;
    this.#kind = kind === 'plain' || kind === 'html' ? kind : 'form';
    this.method = this.form === undefined ? undefined : calendaringMethod(type.parameters.get('method'));
    this.#type = type;
    this.#encoding = encoding;
    this.#cap = cap;
    this.#room = encodedLength(encoding, cap);
  }

  write(octets: Buffer): void {
    if (octets.length === 0) return;
    const room = this.#room - this.#octets;
    if (octets.length > room) this.#truncated = true;
    const kept = octets.subarray(0, Math.max(0, room));
    if (kept.length === 0) return;
    this.#pieces.push(Buffer.from(kept));
    this.#octets += kept.length;
  }

  end(): KeptLeaf {
    const all = decodeTransfer(Buffer.concat(this.#pieces), this.#encoding);
    this.#pieces = [];
    const truncated = this.#truncated || all.length > this.#cap;
    const octets = truncated ? all.subarray(0, this.#cap) : all;
    if (this.#kind !== 'form' || this.form === undefined) {
      return { kind: this.#kind === 'html' ? 'html' : 'plain', text: this.#text(octets) };
    }
    const parameter = this.#type.parameters.get('method')?.toUpperCase();
    const method = parameter === undefined ? {} : { method: parameter };
    if (this.form === 'application/ms-tnef') {
      const form: CalendarForm = { kind: this.form, ...method, bytes: Buffer.from(octets), truncated };
      return { kind: 'form', form, meeting: isMeetingTnef(octets) };
    }
    return { kind: 'form', form: { kind: this.form, ...method, text: this.#text(octets), truncated }, meeting: false };
  }

  #text(octets: Buffer): string {
    return decodeText(octets, this.#type.parameters.get('charset'));
  }
}

/** The leaf for a part, or nothing when nothing of it is kept. */
export function openLeaf(
  headers: readonly Header[],
  type: StructuredField,
  keeping: Keeping,
  limits: ScannerLimits,
): Leaf | undefined {
  const encoding = readTransferEncoding(headerValue(headers, 'Content-Transfer-Encoding'));
  const form = formKind(headers, type);
  if (form !== undefined) return new Leaf(form, type, encoding, limits.formOctets);
  if (keeping !== 'text' || isAttachment(headers)) return undefined;
  if (type.value === 'text/plain') return new Leaf('plain', type, encoding, limits.textOctets);
  if (type.value === 'text/html') return new Leaf('html', type, encoding, limits.textOctets);
  return undefined;
}

function formKind(headers: readonly Header[], type: StructuredField): CalendarFormKind | undefined {
  switch (type.value) {
    case 'text/calendar':
    case 'application/ics':
    case 'application/ms-tnef':
      return type.value;
    case 'text/x-vcalendar':
    case 'application/calendar':
      return 'application/ics';
    case 'application/vnd.ms-tnef':
      return 'application/ms-tnef';
    case 'application/octet-stream': {
      // Some senders know the name better than the type.
      const name = fileName(headers, type);
      if (name.endsWith('.ics')) return 'application/ics';
      return name === 'winmail.dat' ? 'application/ms-tnef' : undefined;
    }
    default:
      return undefined;
  }
}

function fileName(headers: readonly Header[], type: StructuredField): string {
  const disposition = headerValue(headers, 'Content-Disposition');
  const name = disposition === undefined ? undefined : parseStructuredField(disposition).parameters.get('filename');
  return (name ?? type.parameters.get('name') ?? '').toLowerCase();
}

function isAttachment(headers: readonly Header[]): boolean {
  return headerValue(headers, 'Content-Disposition')?.trim().toLowerCase().startsWith('attachment') ?? false;
}

const methods: ReadonlySet<string> = new Set<CalendaringMethod>([
  'REQUEST',
  'REPLY',
  'CANCEL',
  'ADD',
  'COUNTER',
  'DECLINECOUNTER',
  'REFRESH',
]);

/** The method when it makes a message Calendaring; PUBLISH does not. */
export function calendaringMethod(text: string | undefined): CalendaringMethod | undefined {
  const method = text?.trim().toUpperCase();
  return method !== undefined && methods.has(method) ? (method as CalendaringMethod) : undefined;
}

/** The METHOD property at the head of a VCALENDAR, for parts whose Content-Type does not say. */
export function methodInText(text: string | undefined): CalendaringMethod | undefined {
  const head = text?.slice(0, 4096) ?? '';
  for (const line of head.split('\n')) {
    const upper = line.trimEnd().toUpperCase();
    if (upper.startsWith('METHOD:')) return calendaringMethod(upper.slice('METHOD:'.length));
    if (upper === 'BEGIN:VEVENT' || upper === 'BEGIN:VTODO') return undefined;
  }
  return undefined;
}

/** Message classes of [MS-OXOCAL] in attMessageClass, which stands near the start of the stream. */
function isMeetingTnef(octets: Buffer): boolean {
  const head = octets.subarray(0, 64 * 1024).toString('latin1');
  return head.includes('IPM.Schedule.Meeting') || head.includes('IPM.Microsoft Schedule.Mtg');
}
