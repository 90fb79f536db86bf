import type { OnlineMeeting } from '@microsoft/microsoft-graph-types';
import { z } from 'zod';
import type { Person } from '../../../directory/types.ts';
import type { GraphRecord } from '../../../store/contract.ts';
import { readBody } from '../event/wish.ts';
import { badRequest, itemNotFound } from '../frame/failure.ts';
import { contextOf, queryOf } from '../frame/query.ts';
import { forOwner, type GraphParts, parameterOf, type Routes } from '../parts.ts';
import { noOnlineMeetings } from './events.ts';

const when = z.iso.datetime({ offset: true, local: true });
const form = z.object({
  startDateTime: when.nullish(),
  endDateTime: when.nullish(),
  subject: z.string().max(2000).nullish(),
  externalId: z.string().min(1).max(255).nullish(),
});
const kept = z.object({
  ...{ subject: z.string(), joinWebUrl: z.string(), start: z.string(), end: z.string(), createdAt: z.number() },
  externalId: z.string().optional(),
});
type Kept = z.infer<typeof kept>;
const hour = 3_600_000;
const mostMeetings = 10_000;

/** Meetings without an event: an address to join at, made by meetings.urlTemplate. */
export const onlineMeetingRoutes: Routes = (scope, parts) => {
  const { store } = parts.hub;
  forOwner(scope, parts, 'POST', '/onlineMeetings', async ({ person, request, reply }) => {
    const wish = readBody(form, request.body);
    const meeting = await make(parts, person, { ...wish, externalId: null });
    return reply.code(201).send({ '@odata.context': contextOf(request), ...meeting });
  });
  forOwner(scope, parts, 'POST', '/onlineMeetings/createOrGet', async ({ person, request, reply }) => {
    const wish = readBody(form, request.body);
    if (!wish.externalId) throw badRequest('externalId: required');
    const known = (await allOf(parts, person)).find(({ externalId }) => externalId === wish.externalId);
    const meeting = known ?? (await make(parts, person, wish));
    return reply.code(known ? 200 : 201).send({ '@odata.context': contextOf(request), ...meeting });
  });
  forOwner(scope, parts, 'GET', '/onlineMeetings', async ({ person, request }) => {
    const filter = /^JoinWebUrl eq '((?:[^']|''){1,2000})'$/i.exec(queryOf(request).$filter?.trim() ?? '')?.[1];
    if (filter === undefined) throw badRequest("$filter: expected JoinWebUrl eq '…'", 'BadRequest');
    const url = filter.replaceAll("''", "'");
    const value = (await allOf(parts, person)).filter(({ joinWebUrl }) => joinWebUrl === url);
    return { '@odata.context': contextOf(request), value };
  });
  forOwner(scope, parts, 'GET', '/onlineMeetings/:id', async ({ person, request }) => {
    const record = await ownRecord(parts, person, parameterOf(request, 'id'));
    const meeting = tell(record);
    if (!meeting) throw itemNotFound();
    return { '@odata.context': contextOf(request), ...meeting };
  });
  forOwner(scope, parts, 'DELETE', '/onlineMeetings/:id', async ({ person, request, reply }) => {
    const { id } = await ownRecord(parts, person, parameterOf(request, 'id'));
    await store.commit([{ type: 'deleteGraphRecord', kind: 'onlineMeeting', id }]);
    return reply.code(204).send();
  });
};

async function make(
  { hub, random, clock }: GraphParts,
  person: Person,
  wish: z.infer<typeof form>,
): Promise<OnlineMeeting> {
  const { urlTemplate } = hub.directory().meetings;
  if (urlTemplate === undefined) throw noOnlineMeetings();
  if ((await hub.store.reads.graphRecords('onlineMeeting', person.id)).length >= mostMeetings) {
    throw badRequest(`at most ${mostMeetings} online meetings a person`);
  }
  const now = clock.now();
  const start = wish.startDateTime ?? new Date(now).toISOString();
  const end = wish.endDateTime ?? new Date(Date.parse(start) + hour).toISOString();
  if (Date.parse(end) < Date.parse(start)) throw badRequest('endDateTime: later than startDateTime');
  const body: Kept = {
    ...{ subject: wish.subject ?? '', start, end, createdAt: now },
    joinWebUrl: urlTemplate.replaceAll('{id}', random.uuid()),
    ...(wish.externalId ? { externalId: wish.externalId } : {}),
  };
  const record: GraphRecord = { kind: 'onlineMeeting', id: random.uuid(), personId: person.id, version: 1, body };
  await hub.store.commit([{ type: 'putGraphRecord', record, expect: 0 }]);
  return tell(record) ?? {};
}

async function allOf({ hub }: GraphParts, person: Person): Promise<(OnlineMeeting & { externalId?: string })[]> {
  const records = await hub.store.reads.graphRecords('onlineMeeting', person.id);
  return records.flatMap((record) => tell(record) ?? []);
}

async function ownRecord({ hub }: GraphParts, person: Person, id: string | undefined): Promise<GraphRecord> {
  const record = id === undefined ? undefined : await hub.store.reads.graphRecord('onlineMeeting', id);
  if (record?.personId !== person.id) throw itemNotFound();
  return record;
}

function tell({ id, body }: GraphRecord): (OnlineMeeting & { externalId?: string }) | undefined {
  const read = kept.safeParse(body);
  if (!read.success) return undefined;
  const { subject, joinWebUrl, start, end, createdAt, externalId } = read.data;
  return {
    id,
    subject,
    joinWebUrl,
    startDateTime: start,
    endDateTime: end,
    creationDateTime: new Date(createdAt).toISOString(),
    participants: { attendees: [] },
    audioConferencing: null,
    chatInfo: null,
    joinInformation: null,
    ...(externalId !== undefined && { externalId }),
  };
}
