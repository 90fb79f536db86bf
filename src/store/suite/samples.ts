import { randomUUID } from 'node:crypto';
import type { CalendarObject, HeldInvitation, Job, TraceRecord, Write } from '../contract.ts';

/** Plain data that the suite starts from. */
export const calendarId = 'johanna/calendar';

export function object(change: Partial<CalendarObject> = {}): CalendarObject {
  const uid = change.uid ?? 'meeting-1@fabrikam.example';
  return {
    calendarId,
    uid,
    name: `${uid}.ics`,
    ics: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n',
    version: 1,
    change: 0,
    role: 'attendee',
    invitedAs: 'jo@contoso.example',
    spanStart: 1000,
    spanEnd: 2000,
    updatedAt: 500,
    ...change,
  };
}

export const put = (change: Partial<CalendarObject> = {}, expect = 0): Write => ({
  type: 'putObject',
  object: object(change),
  expect,
});

export function job(change: Partial<Job> = {}): Job {
  const id = change.id ?? randomUUID();
  return {
    id,
    idempotencyKey: `key-${id}`,
    connector: 'home',
    sender: 'johanna@contoso.example',
    recipient: 'tomislav@contoso.example',
    messageId: '<1@contoso.example>',
    message: { type: 'whole', octets: Buffer.from('Subject: Site visit\r\n\r\n\0\xff', 'latin1') },
    notify: ['FAILURE'],
    smtpUtf8: false,
    origin: 'hub',
    createdAt: 100,
    dueAt: 100,
    expiresAt: 10_000,
    attempts: 0,
    lastError: '',
    delayNotified: false,
    ...change,
  };
}

export const enqueue = (change: Partial<Job> = {}): Write => ({ type: 'enqueue', job: job(change) });

export function held(change: Partial<HeldInvitation> = {}): HeldInvitation {
  return {
    id: 'held-1',
    personId: 'johanna',
    state: 'waiting',
    at: 100,
    tier: 'unauthenticated',
    why: 'tier',
    from: 'unknown@fabrikam.example',
    summary: 'Quick call',
    recipient: 'johanna@contoso.example',
    messageId: '<2@fabrikam.example>',
    headers: [{ name: 'Subject', value: 'Quick call' }],
    forms: [
      { kind: 'text/calendar', method: 'REQUEST', text: 'BEGIN:VCALENDAR', truncated: false },
      { kind: 'application/ms-tnef', bytes: Buffer.from([0x78, 0x9f, 0x3e, 0x22]), truncated: false },
    ],
    ...change,
  };
}

export function traced(change: Partial<TraceRecord> = {}): TraceRecord {
  return {
    id: 'trace-1',
    at: 100,
    direction: 'in',
    messageId: '<3@fabrikam.example>',
    sender: 'news@fabrikam.example',
    recipient: 'johanna@contoso.example',
    subject: 'Spring catalogue',
    size: 5000,
    peer: '127.0.0.1',
    tier: 'authenticatedStranger',
    rules: ['drop newsletters'],
    decision: 'drop',
    effect: 'by nature',
    milliseconds: 2.5,
    ...change,
  };
}
