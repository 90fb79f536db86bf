import type { Subscription as GraphSubscription } from '@microsoft/microsoft-graph-types';
import { z } from 'zod';
import { personById } from '../../../directory/recipients.ts';
import type { Person } from '../../../directory/types.ts';
import type { Bearer } from '../../../pipeline/credentials.ts';
import { type ChangeType, changeTypes } from '../../../pipeline/subscriptions/notice.ts';
import type { Subscription, SubscriptionProblem } from '../../../pipeline/subscriptions/subscriptions.ts';
import { personNamed } from '../access.ts';
import { readBody } from '../event/wish.ts';
import { accessDenied, badRequest, GraphFailure } from '../frame/failure.ts';
import { contextOf } from '../frame/query.ts';
import { type GraphParts, parameterOf, type Routes } from '../parts.ts';

const when = z.iso.datetime({ offset: true });
const form = z.object({
  changeType: z.string().max(100),
  notificationUrl: z.string().max(2000),
  lifecycleNotificationUrl: z.string().max(2000).nullish(),
  resource: z.string().max(500),
  expirationDateTime: when,
  clientState: z.string().max(128).nullish(),
  includeResourceData: z.literal(false).nullish(),
});
const renewal = z.object({ expirationDateTime: when });

/** Change notifications for the events of a person. */
export const subscriptionRoutes: Routes = (scope, parts) => {
  const { access, subscriptions } = parts;
  scope.post('/subscriptions', async (request, reply) => {
    const bearer = await access.bearer(request);
    const wish = readBody(form, request.body);
    const person = ownerOf(parts, bearer, wish.resource);
    const made = await subscriptions.create({
      ...{ personId: person.id, creator: creatorOf(bearer), resource: wish.resource },
      changes: changesIn(wish.changeType),
      notificationUrl: wish.notificationUrl,
      expiresAt: Date.parse(wish.expirationDateTime),
      ...(wish.lifecycleNotificationUrl ? { lifecycleNotificationUrl: wish.lifecycleNotificationUrl } : {}),
      ...(wish.clientState ? { clientState: wish.clientState } : {}),
    });
    const told = { '@odata.context': contextOf(request), ...tell(taken(made)) };
    return reply.code(201).send(told);
  });
  scope.get('/subscriptions', async (request) => {
    const all = await subscriptions.list(creatorOf(await access.bearer(request)));
    return { '@odata.context': contextOf(request), value: all.map(tell) };
  });
  scope.get('/subscriptions/:id', async (request) => {
    const creator = creatorOf(await access.bearer(request));
    const found = await subscriptions.find(creator, parameterOf(request, 'id') ?? '');
    if (!found) throw notFound();
    return { '@odata.context': contextOf(request), ...tell(found) };
  });
  scope.patch('/subscriptions/:id', async (request) => {
    const creator = creatorOf(await access.bearer(request));
    const { expirationDateTime } = readBody(renewal, request.body);
    const id = parameterOf(request, 'id') ?? '';
    const renewed = await subscriptions.renew(creator, id, Date.parse(expirationDateTime));
    if (!renewed) throw notFound();
    return { '@odata.context': contextOf(request), ...tell(taken(renewed)) };
  });
  scope.delete('/subscriptions/:id', async (request, reply) => {
    const creator = creatorOf(await access.bearer(request));
    if (!(await subscriptions.remove(creator, parameterOf(request, 'id') ?? ''))) throw notFound();
    return reply.code(204).send();
  });
};

/** `me/events`, `users/{id}/events`, also through the default calendar. */
function ownerOf({ hub }: GraphParts, bearer: Bearer, resource: string): Person {
  const path = resource.split('?', 1)[0]?.replace(/^\//, '') ?? '';
  const match = /^(?:me|users\/([^/]{1,320}))\/(?:calendar\/)?events$/i.exec(path);
  if (!match)
    throw badRequest(
      `resource: '${resource}' can't be subscribed to; expected users/{id}/events or me/events`,
      'ExtensionError',
    );
  const named = match[1] === undefined ? undefined : decodeURIComponent(match[1].replace(/%(?![0-9a-f]{2})/gi, '%25'));
  const own = bearer.kind === 'person' ? personById(hub.directory(), bearer.personId) : undefined;
  const person = named === undefined ? own : personNamed(hub, named);
  if (own && person?.id !== own.id) throw accessDenied();
  if (!person?.enabled) throw badRequest('resource: no such user', 'ResourceNotFound');
  return person;
}

function changesIn(text: string): ChangeType[] {
  const named = text.split(',').map((each) => each.trim().toLowerCase());
  const known = changeTypes.filter((each) => named.includes(each));
  if (known.length !== new Set(named).size) {
    throw badRequest('changeType: created, updated, deleted, separated by commas', 'InvalidRequest');
  }
  return known;
}

function creatorOf(bearer: Bearer): string {
  return bearer.kind === 'person' ? `person:${bearer.personId}` : `client:${bearer.clientId}`;
}

function taken(result: Subscription | SubscriptionProblem): Subscription {
  if (!('kind' in result)) return result;
  switch (result.code) {
    case 'bad-address':
      throw badRequest(`Notification endpoint must be reachable: ${result.why}.`, 'InvalidRequest');
    case 'not-validated':
      throw badRequest(`Subscription validation request failed: ${result.why}.`, 'ValidationError');
    case 'bad-expiration':
      throw badRequest(result.why, 'ExtensionError');
    case 'too-many':
      throw new GraphFailure(403, 'ExtensionError', `Subscription limit reached: ${result.why}.`);
  }
}

function tell(subscription: Subscription): GraphSubscription {
  const { id, resource, changes, notificationUrl, lifecycleNotificationUrl, expiresAt, creator } = subscription;
  return {
    id,
    resource,
    changeType: changes.join(','),
    // Not told to anybody once it is given, as Graph has it.
    clientState: null,
    notificationUrl,
    lifecycleNotificationUrl: lifecycleNotificationUrl ?? null,
    expirationDateTime: new Date(expiresAt).toISOString(),
    creatorId: creator.slice(creator.indexOf(':') + 1),
    applicationId: creator.startsWith('client:') ? creator.slice(7) : null,
    latestSupportedTlsVersion: 'v1_2',
  };
}

function notFound(): GraphFailure {
  return new GraphFailure(404, 'ResourceNotFound', 'The object was not found.');
}
