import { z } from 'zod';
import { addressOf } from '../../../calendar/icalendar/calAddress.ts';
import { type JComponent, withProperty, withText } from '../../../calendar/icalendar/jcal.ts';
import { wallOf, wallText } from '../../../calendar/icalendar/moment.ts';
import { withBusyStatus } from '../../../calendar/itip/busyStatus.ts';
import { isDraftAddress } from '../../../calendar/itip/draft.ts';
import { withInvited } from '../../../calendar/itip/invited.ts';
import { REPLY_DTSTAMP } from '../../../calendar/itip/ownMarks.ts';
import { attendeesOf } from '../../../calendar/itip/series.ts';
import { withOwnPartStat } from '../../../calendar/itip/voice.ts';
import { named } from '../../../calendar/zones/book.ts';
import { addressesOf } from '../../../directory/recipients.ts';
import type { Told } from '../event/instance.ts';
import { changedObject } from '../event/rewrite.ts';
import { readBody } from '../event/wish.ts';
import { refused } from '../event/write.ts';
import { badRequest, settled } from '../frame/failure.ts';
import { eventOf } from '../objects.ts';
import { type Asked, forOwner, type GraphParts, parameterOf, type Routes } from '../parts.ts';
import { remove, rewriteEvent } from './events.ts';

const comment = z.string().max(20_000).nullish();
const insensitive = (body: unknown): unknown =>
  typeof body === 'object' && body !== null
    ? Object.fromEntries(
        Object.entries(body).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
      )
    : body;
const timeForm = z.object({ dateTime: z.string().max(40), timeZone: z.string().max(100).nullish() });
const proposedForm = z.preprocess(insensitive, z.object({ start: timeForm, end: timeForm }));
const answerForm = z.preprocess(
  insensitive,
  z.object({ comment, sendResponse: z.boolean().nullish(), proposedNewTime: proposedForm.nullish() }),
);
const cancelForm = z.preprocess(insensitive, z.object({ comment }));
const recipient = z.object({
  emailAddress: z.object({ address: z.string().max(320), name: z.string().max(300).nullish() }),
});
const forwardForm = z.preprocess(insensitive, z.object({ comment, toRecipients: z.array(recipient).min(1).max(500) }));
const snoozeForm = z.preprocess(insensitive, z.object({ newReminderTime: timeForm }));

const answers = { accept: 'ACCEPTED', decline: 'DECLINED', tentativelyAccept: 'TENTATIVE' } as const;

/** What people do with an invitation, a meeting, a reminder. Each is answered 202 with nothing. */
export const responseRoutes: Routes = (scope, parts) => {
  const actions: Readonly<Record<string, (asked: Asked) => Promise<void>>> = {
    accept: (asked) => respond(parts, asked, answers.accept),
    decline: (asked) => respond(parts, asked, answers.decline),
    tentativelyAccept: (asked) => respond(parts, asked, answers.tentativelyAccept),
    cancel: (asked) => cancel(parts, asked),
    forward: (asked) => forward(parts, asked),
    snoozeReminder: (asked) => remind(parts, asked, snoozed(asked)),
    dismissReminder: (asked) => remind(parts, asked, dismissed(parts.clock.now())),
  };
  for (const [action, run] of Object.entries(actions)) {
    for (const path of ['', '/calendar', '/calendars/:calendar']) {
      forOwner(scope, parts, 'POST', `${path}/events/:event/${action}`, async (asked) => {
        await run(asked);
        return asked.reply.code(202).send();
      });
    }
  }
};

type Answer = (typeof answers)[keyof typeof answers];

/** Another time beside the answer: one message to the organizer, who decides. Exchange takes none of who accepts. */
async function propose(
  { hub }: GraphParts,
  { person }: Asked,
  { object, key: instance }: Told,
  partStat: Answer,
  proposed: z.infer<typeof proposedForm>,
  words: string | undefined,
): Promise<void> {
  if (partStat === 'ACCEPTED') throw badRequest('proposedNewTime: not with accept', 'ErrorInvalidRequest');
  const time = { start: utcText(proposed.start), end: utcText(proposed.end), timeZone: 'UTC' };
  const comment = words === undefined ? {} : { comment: words };
  const proposal = { time, partStat, ...comment, ...(instance !== undefined && { instance }) };
  settled(await hub.propose(person.id, object.uid, proposal));
}

/** A time of Graph as local time in UTC. */
function utcText({ dateTime, timeZone }: z.infer<typeof timeForm>): string {
  const zone = named(dateTime.endsWith('Z') ? 'UTC' : (timeZone ?? 'UTC'));
  const wall = wallOf(dateTime.replace('Z', '').slice(0, 19));
  if (!zone || wall === undefined) throw badRequest('proposedNewTime: a date-time and a time zone');
  return wallText(zone.toUtc(wall), 'floating');
}

async function respond(parts: GraphParts, asked: Asked, partStat: Answer): Promise<void> {
  const { person, request } = asked;
  const wish = readBody(answerForm, request.body);
  if (wish.proposedNewTime && wish.sendResponse === false)
    throw badRequest('proposedNewTime: nobody would be told of it', 'ErrorInvalidRequest');
  const told = await eventOf(parts.hub.store, person, parameterOf(request, 'event'));
  if (told.object.role !== 'attendee') {
    throw badRequest(
      "Your request can't be completed. You can't respond to this meeting because you're the meeting organizer.",
    );
  }
  const words = wish.comment ?? undefined;
  if (wish.proposedNewTime) return propose(parts, asked, told, partStat, wish.proposedNewTime, words);
  if ((wish.sendResponse ?? true) && told.key === undefined) {
    settled(await parts.hub.answer(person.id, told.object.uid, partStat, words));
    return;
  }
  // One instance, or an answer that only she sees: her own line, and what follows from it.
  const silent = wish.sendResponse === false;
  const voice = { address: told.object.invitedAs ?? person.address, addresses: addressesOf(person) };
  const stamp = wallText(Math.floor(parts.clock.now() / 1000) * 1000, 'utc');
  await rewriteEvent(
    parts,
    asked,
    told,
    (current) =>
      changedObject(current, parts.clock.now(), (event) => ({
        event: withBusyStatus(withOwnPartStat(event, voice, partStat, { [REPLY_DTSTAMP]: stamp }), partStat),
        zones: [],
      })),
    { silent, ...(words !== undefined && { comment: words }) },
  );
}

async function cancel(parts: GraphParts, asked: Asked): Promise<void> {
  const wish = readBody(cancelForm, asked.request.body);
  const told = await eventOf(parts.hub.store, asked.person, parameterOf(asked.request, 'event'));
  if (told.object.role === 'attendee') {
    throw badRequest("Your request can't be completed. You need to be an organizer to cancel a meeting.");
  }
  await remove(parts, asked, wish.comment ?? undefined);
}

/** The organizer who forwards invites: whoever gets it becomes an attendee. An attendee passes on what she has (rfc5546#3.2.2.6). */
async function forward(parts: GraphParts, asked: Asked): Promise<void> {
  const { person, request } = asked;
  const wish = readBody(forwardForm, request.body);
  for (const [index, { emailAddress }] of wish.toRecipients.entries()) {
    if (!isDraftAddress(emailAddress.address.trim()))
      throw badRequest(`toRecipients/${index}/emailAddress: a mail address`);
  }
  const told = await eventOf(parts.hub.store, person, parameterOf(request, 'event'));
  if (told.object.role === 'attendee') {
    const to = wish.toRecipients.map(({ emailAddress: { address, name } }) => ({ address, ...(name && { name }) }));
    settled(await parts.hub.forwardInvitation(person.id, told.object.uid, to, wish.comment ?? undefined));
    return;
  }
  const organizer = { address: person.address, name: person.name };
  await rewriteEvent(
    parts,
    asked,
    told,
    (current) =>
      changedObject(current, parts.clock.now(), (event) => {
        const known = attendeesOf(event).map((line) => ({ address: addressOf(line) }));
        const added = wish.toRecipients.map(({ emailAddress: { address, name } }) => ({
          address,
          ...(name ? { name } : {}),
        }));
        const invited = withInvited(event, [...known, ...added], organizer);
        if (invited.kind === 'problem') throw refused(invited);
        return { event: invited.event, zones: [] };
      }),
    wish.comment ? { comment: wish.comment } : {},
  );
}

async function remind(parts: GraphParts, asked: Asked, change: (alarm: JComponent) => JComponent[]): Promise<void> {
  const told = await eventOf(parts.hub.store, asked.person, parameterOf(asked.request, 'event'));
  if (!told.event[2].some(([name]) => name === 'valarm'))
    throw badRequest('the event has no reminder', 'ErrorReminderNotSet');
  await rewriteEvent(parts, asked, told, (current) =>
    changedObject(current, parts.clock.now(), (event) => ({
      event: [event[0], event[1], event[2].flatMap((part) => (part[0] === 'valarm' ? change(part) : [part]))],
      zones: [],
    })),
  );
}

/** rfc9074#6 */
function dismissed(now: number): (alarm: JComponent) => JComponent[] {
  const at = wallText(Math.floor(now / 1000) * 1000, 'utc');
  return (alarm) => [withText(alarm, 'acknowledged', at, 'date-time')];
}

/** It rings again then: the alarm with an absolute trigger (rfc5545#3.8.6.3). */
function snoozed({ request }: Asked): (alarm: JComponent) => JComponent[] {
  const { newReminderTime } = readBody(snoozeForm, request.body);
  const { dateTime } = newReminderTime;
  const zone = named(dateTime.endsWith('Z') ? 'UTC' : (newReminderTime.timeZone ?? 'UTC'));
  const wall = wallOf(dateTime.replace('Z', '').slice(0, 19));
  if (!zone || wall === undefined) throw badRequest('newReminderTime: a date-time and a time zone');
  const at = wallText(zone.toUtc(wall), 'utc');
  return (alarm) => [withProperty(alarm, ['trigger', {}, 'date-time', at])];
}
