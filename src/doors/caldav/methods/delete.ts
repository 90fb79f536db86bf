import { calendarBySlug, defaultSlug } from '../calendars.ts';
import { conditionsOf } from '../conditions.ts';
import { type DavAnswer, type DavMethod, type DavRequest, notFound, plain } from '../exchange.ts';
import { precondition } from '../precondition.ts';
import { refusal } from '../refusal.ts';
import type { Resource } from '../resource.ts';
import { c } from '../xml/names.ts';

/** DELETE (rfc4918#9.6) of an object or a whole calendar; meetings are cancelled or declined by it (rfc6638#3.2). */
export const remove: DavMethod = async (request): Promise<DavAnswer> => {
  const { resource } = request;
  switch (resource.kind) {
    case 'object':
      return removeObject(request, resource);
    case 'calendar':
      return removeCalendar(request, resource.slug);
    case 'message':
      return removeMessage(request, resource.name);
    case 'root':
    case 'principal':
    case 'home':
    case 'inbox':
    case 'outbox':
      return plain(403, 'this collection belongs to the account and stays');
  }
};

async function removeObject(request: DavRequest, resource: Resource & { readonly kind: 'object' }): Promise<DavAnswer> {
  const { store, owner, headers, objects } = request;
  const calendar = await calendarBySlug(store, owner, resource.slug);
  if (calendar === undefined) return notFound;
  const outcome = await objects.remove({
    personId: owner.id,
    calendar,
    name: resource.name,
    holds: conditionsOf(headers, resource, owner),
    scheduleReply: wantsReply(request),
  });
  return outcome.kind === 'problem' ? refusal(outcome, request) : { status: 204 };
}

/** A client that has shown a message takes it out of the inbox (rfc6638#4.1); nothing else follows. */
async function removeMessage({ store, owner }: DavRequest, name: string): Promise<DavAnswer> {
  if (!(await store.reads.inboxMessage(owner.id, name))) return notFound;
  await store.commit([{ type: 'deleteInboxMessage', personId: owner.id, name }]);
  return { status: 204 };
}

async function removeCalendar(request: DavRequest, slug: string): Promise<DavAnswer> {
  const { store, owner, calendars } = request;
  if (slug === defaultSlug) {
    return precondition(403, c('default-calendar-needed'), 'invitations are filed on this calendar');
  }
  const calendar = await calendarBySlug(store, owner, slug);
  if (calendar === undefined) return notFound;
  const removal = { personId: owner.id, calendarId: calendar.id, scheduleReply: wantsReply(request) };
  const outcome = await calendars.remove(removal);
  return outcome.kind === 'problem' ? refusal(outcome, request) : { status: 204 };
}

/** rfc6638#8.1: F keeps the organizer from being told. */
function wantsReply({ headers }: DavRequest): boolean {
  return (
    String(headers['schedule-reply'] ?? 'T')
      .trim()
      .toUpperCase() !== 'F'
  );
}
