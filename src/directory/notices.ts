/**
 * Notices: mail of the hub to its own people about their calendars. What somebody is told of
 * follows from what she chose herself, else from what the connection says of her, else from
 * where she reads her mail.
 */

import { z } from 'zod';

export const noticeKinds = ['invitation', 'change', 'cancellation', 'answer', 'held', 'reminder', 'agenda'] as const;

export type NoticeKind = (typeof noticeKinds)[number];

/** What was chosen; what is absent was left to others. */
export type NoticeChoices = Readonly<Partial<Record<NoticeKind, boolean>>> & {
  /** For events without an alarm of their own; 0 to `longestReminder`. */
  readonly reminderMinutes?: number;
  /** 0 to 23, in the person's time zone. */
  readonly agendaHour?: number;
};

/** What holds for a person. */
export type NoticeSettings = Readonly<Record<NoticeKind, boolean>> & Required<Omit<NoticeChoices, NoticeKind>>;

/** Minutes of a week. */
export const longestReminder = 7 * 24 * 60;

const kind = z.boolean().exactOptional();

/** Every other key is refused. */
export const noticeChoicesForm: z.ZodType<NoticeChoices> = z.strictObject({
  invitation: kind,
  change: kind,
  cancellation: kind,
  answer: kind,
  held: kind,
  reminder: kind,
  agenda: kind,
  reminderMinutes: z.int().min(0).max(longestReminder).exactOptional(),
  agendaHour: z.int().min(0).max(23).exactOptional(),
});

/**
 * Without a home route her hub mailbox is where she reads of what arrives. Whose mail has a
 * home finds the message itself there and needs no second one. Reminders and the agenda are
 * for those who ask for them: a calendar program rings by itself.
 */
function defaults(readsHubMailbox: boolean): NoticeSettings {
  return {
    invitation: readsHubMailbox,
    change: readsHubMailbox,
    cancellation: readsHubMailbox,
    answer: readsHubMailbox,
    held: readsHubMailbox,
    reminder: false,
    agenda: false,
    reminderMinutes: 15,
    agendaHour: 7,
  };
}

/** @param chosen by the person herself, which counts for more than what the connection says */
export function noticeSettings(
  person: { readonly notices?: NoticeChoices | undefined },
  chosen: NoticeChoices | undefined,
  readsHubMailbox: boolean,
): NoticeSettings {
  return { ...defaults(readsHubMailbox), ...person.notices, ...chosen };
}

/** Whether somebody turned the kind off: what reaches her hub mailbox anyway is then not kept there either. */
export function isTurnedOff(
  person: { readonly notices?: NoticeChoices | undefined },
  chosen: NoticeChoices | undefined,
  kind: NoticeKind,
): boolean {
  return (chosen?.[kind] ?? person.notices?.[kind]) === false;
}
