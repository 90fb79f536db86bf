/** What a client may write of an event, in the names and shapes of Graph. Unknown properties are ignored, as Graph does. */
import type { Event } from '@microsoft/microsoft-graph-types';
import { z } from 'zod';
import { badRequest } from '../frame/failure.ts';
import { recurrenceForm } from './ruleOf.ts';

const line = (most: number) => z.string().max(most);
/** `2026-11-24T09:00:00.0000000`, with or without fraction or Z. */
const dateTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,7})?)?)?Z?$/, 'a date-time such as 2026-11-24T09:00:00');
const time = z.object({ dateTime, timeZone: line(100).nullish() });
const place = z.object({ displayName: line(500).nullish() });
const attendee = z.object({
  type: z.enum(['required', 'optional', 'resource']).nullish(),
  emailAddress: z.object({ address: line(320), name: line(300).nullish() }),
});

export const eventForm = z.object({
  subject: line(2000).nullish(),
  body: z
    .object({
      contentType: z
        .string()
        .toLowerCase()
        .pipe(z.enum(['text', 'html']))
        .nullish(),
      content: line(500_000).nullish(),
    })
    .nullish(),
  start: time.optional(),
  end: time.optional(),
  isAllDay: z.boolean().nullish(),
  location: place.nullish(),
  locations: z.array(place).max(50).nullish(),
  attendees: z.array(attendee).max(500).nullish(),
  recurrence: recurrenceForm.nullish(),
  showAs: z.enum(['free', 'tentative', 'busy', 'oof', 'workingElsewhere', 'unknown']).nullish(),
  sensitivity: z.enum(['normal', 'personal', 'private', 'confidential']).nullish(),
  importance: z.enum(['low', 'normal', 'high']).nullish(),
  categories: z.array(line(255)).max(100).nullish(),
  isReminderOn: z.boolean().nullish(),
  reminderMinutesBeforeStart: z.number().int().min(0).max(525_600).nullish(),
  isOnlineMeeting: z.boolean().nullish(),
  transactionId: line(255).nullish(),
});
export type EventWish = z.infer<typeof eventForm>;
/** Every property that is read is one that Graph has: a name that is not does not compile. */
const names: readonly (keyof Event)[] = Object.keys(eventForm.shape) as (keyof EventWish & keyof Event)[];
void names;

export function readBody<Form extends z.ZodType>(form: Form, body: unknown): z.infer<Form> {
  const parsed = form.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('/') || 'body'}: ${message}`);
  throw badRequest(wrong.join('; '), 'RequestBodyRead');
}
