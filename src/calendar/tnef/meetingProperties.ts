/** The properties that make a meeting, by what they are called in [MS-OXPROPS] (February 2025). */
import type { Properties } from './properties.ts';

const appointment = (lid: number): string => `appointment:${lid}`;
const meeting = (lid: number): string => `meeting:${lid}`;

export const pid = {
  importance: 0x0017,
  sensitivity: 0x0036,
  subject: 0x0037,
  clientSubmitTime: 0x0039,
  sentRepresentingName: 0x0042,
  responseRequested: 0x0063,
  sentRepresentingAddressType: 0x0064,
  sentRepresentingEmailAddress: 0x0065,
  recipientType: 0x0c15,
  senderName: 0x0c1a,
  senderAddressType: 0x0c1e,
  senderEmailAddress: 0x0c1f,
  body: 0x1000,
  displayName: 0x3001,
  addressType: 0x3002,
  emailAddress: 0x3003,
  smtpAddress: 0x39fe,
  senderSmtpAddress: 0x5d01,
  sentRepresentingSmtpAddress: 0x5d02,
  recipientFlags: 0x5ffd,
  recipientTrackStatus: 0x5fff,
  attendeeCriticalChange: meeting(0x0001),
  where: meeting(0x0002),
  globalObjectId: meeting(0x0003),
  isException: meeting(0x000a),
  startRecurrenceTime: meeting(0x000e),
  ownerCriticalChange: meeting(0x001a),
  cleanGlobalObjectId: meeting(0x0023),
  sequence: appointment(0x8201),
  busyStatus: appointment(0x8205),
  location: appointment(0x8208),
  startWhole: appointment(0x820d),
  endWhole: appointment(0x820e),
  allDay: appointment(0x8215),
  recur: appointment(0x8216),
  recurring: appointment(0x8223),
  intendedBusyStatus: appointment(0x8224),
  exceptionReplaceTime: appointment(0x8228),
  timeZoneStruct: appointment(0x8233),
  timeZoneDescription: appointment(0x8234),
  proposedStartWhole: appointment(0x8250),
  proposedEndWhole: appointment(0x8251),
  counterProposal: appointment(0x8257),
  timeZoneDefinitionStart: appointment(0x825e),
  timeZoneDefinitionRecur: appointment(0x8260),
} as const;

type Key = number | string;

export function numberOf(properties: Properties, key: Key): number | undefined {
  const value = properties.get(key);
  return typeof value === 'number' ? value : undefined;
}

/** One line of text, without what has no place in one; '' when absent. */
export function lineOf(properties: Properties, key: Key): string {
  const value = properties.get(key);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return typeof value === 'string' ? value.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim() : '';
}

export function flagOf(properties: Properties, key: Key): boolean {
  return properties.get(key) === true;
}

export function octetsOf(properties: Properties, key: Key): Buffer | undefined {
  const value = properties.get(key);
  return Buffer.isBuffer(value) ? value : undefined;
}
