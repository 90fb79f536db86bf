import type { JParameters, JProperty } from '../icalendar/jcal.ts';
import { flagOf, lineOf, numberOf, pid } from './meetingProperties.ts';
import type { Properties } from './properties.ts';

export interface Mailbox {
  readonly address: string;
  readonly name: string;
}

type AddressKeys = Readonly<Record<'smtp' | 'type' | 'address' | 'name', number>>;

const representing: AddressKeys = {
  smtp: pid.sentRepresentingSmtpAddress,
  type: pid.sentRepresentingAddressType,
  address: pid.sentRepresentingEmailAddress,
  name: pid.sentRepresentingName,
};
const sender: AddressKeys = {
  smtp: pid.senderSmtpAddress,
  type: pid.senderAddressType,
  address: pid.senderEmailAddress,
  name: pid.senderName,
};
const recipient: AddressKeys = {
  smtp: pid.smtpAddress,
  type: pid.addressType,
  address: pid.emailAddress,
  name: pid.displayName,
};

const ORGANIZER = 0x2;
const tracked: ReadonlyMap<number, string> = new Map([
  [2, 'TENTATIVE'],
  [3, 'ACCEPTED'],
  [4, 'DECLINED'],
]);

/**
 * In whose name the message was sent, and who sent it for her. An address that is none of
 * SMTP gives way to the message's From, which is the same person ([MS-OXCMAIL] 2.1.3.1.1).
 */
export function authorOf(properties: Properties, from: string): Mailbox & { readonly sentBy?: string } {
  const name = lineOf(properties, representing.name);
  const author = mailboxOf(properties, representing) ?? { address: from.toLowerCase(), name };
  const actual = mailboxOf(properties, sender);
  return actual && actual.address !== author.address ? { ...author, sentBy: actual.address } : author;
}

export function authorLine(
  kind: 'organizer' | 'attendee',
  author: Mailbox & { readonly sentBy?: string },
  more: JParameters = {},
): JProperty {
  const parameters: JParameters = {
    ...named(author.name),
    ...(author.sentBy !== undefined && { 'sent-by': `mailto:${author.sentBy}` }),
    ...more,
  };
  return [kind, parameters, 'cal-address', `mailto:${author.address}`];
}

export interface Invited {
  readonly lines: readonly JProperty[];
  /** How many have an address that means nothing outside their Exchange organisation. */
  readonly leftOut: number;
  readonly first?: Mailbox;
}

/** ATTENDEE lines from the recipient table ([MS-OXCICAL] 2.1.3.1.1.20.2), without the organizer. */
export function invitedOf(rows: readonly Properties[], organizer: string, rsvp: boolean): Invited {
  const lines: JProperty[] = [];
  let first: Mailbox | undefined;
  let leftOut = 0;
  for (const row of rows) {
    if (((numberOf(row, pid.recipientFlags) ?? 0) & ORGANIZER) !== 0) continue;
    const mailbox = mailboxOf(row, recipient);
    if (!mailbox) leftOut++;
    else if (mailbox.address !== organizer) {
      first ??= mailbox;
      lines.push(attendeeLine(row, mailbox, rsvp));
    }
  }
  return { lines, leftOut, ...(first && { first }) };
}

function attendeeLine(row: Properties, mailbox: Mailbox, rsvp: boolean): JProperty {
  const type = (numberOf(row, pid.recipientType) ?? 1) & 0xf;
  const parameters: JParameters = {
    ...named(mailbox.name),
    ...(type === 3 && { cutype: 'RESOURCE' }),
    role: type === 3 ? 'NON-PARTICIPANT' : type === 2 ? 'OPT-PARTICIPANT' : 'REQ-PARTICIPANT',
    partstat: tracked.get(numberOf(row, pid.recipientTrackStatus) ?? 0) ?? 'NEEDS-ACTION',
    ...(rsvp && { rsvp: 'TRUE' }),
  };
  return ['attendee', parameters, 'cal-address', `mailto:${mailbox.address}`];
}

/** PidTagResponseRequested; who doesn't say asks for one. */
export function asksForAnswer(properties: Properties): boolean {
  return !properties.has(pid.responseRequested) || flagOf(properties, pid.responseRequested);
}

function mailboxOf(properties: Properties, keys: AddressKeys): Mailbox | undefined {
  const direct = lineOf(properties, keys.smtp);
  const typed = lineOf(properties, keys.type).toUpperCase() === 'SMTP' ? lineOf(properties, keys.address) : '';
  const address = [direct, typed].find(isMailAddress)?.toLowerCase();
  return address === undefined ? undefined : { address, name: lineOf(properties, keys.name) };
}

function isMailAddress(text: string): boolean {
  return text.length <= 320 && /^[^\s@<>",;:\\]+@[^\s@<>",;:\\]+$/.test(text);
}

function named(name: string): JParameters {
  const clean = name.replaceAll('"', "'").slice(0, 200).toWellFormed();
  return clean === '' ? {} : { cn: clean };
}
