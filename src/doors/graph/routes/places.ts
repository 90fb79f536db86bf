import type { EmailAddress, Room } from '@microsoft/microsoft-graph-types';
import type { Person } from '../../../directory/types.ts';
import { personNamed } from '../access.ts';
import { itemNotFound } from '../frame/failure.ts';
import { preferencesOf } from '../frame/preferences.ts';
import { contextOf, pageOf, queryOf, selected } from '../frame/query.ts';
import { forOwner, parameterOf, type Routes } from '../parts.ts';

const filterable = [
  'id',
  'displayName',
  'nickname',
  'emailAddress',
  'building',
  'floorLabel',
  'capacity',
  'bookingType',
];

/** Rooms and equipment that can be booked: /places of v1.0, and findRooms, which clients still ask of it. */
export const placeRoutes: Routes = (scope, parts) => {
  scope.get('/places/microsoft.graph.room', async (request) => {
    await parts.access.bearer(request);
    return pageOf(roomsOf(parts.hub.directory().people).map(placeOf), filterable, request, preferencesOf(request));
  });
  scope.get('/places/:place', async (request) => {
    await parts.access.bearer(request);
    const place = personNamed(parts.hub, parameterOf(request, 'place') ?? '');
    if (!place?.enabled || !place.resource) throw itemNotFound();
    const type = { '@odata.type': '#microsoft.graph.room' };
    return { '@odata.context': contextOf(request), ...type, ...selected(placeOf(place), queryOf(request).$select) };
  });
  forOwner(scope, parts, 'GET', '/findRooms', async ({ request }) => ({
    '@odata.context': contextOf(request),
    value: roomsOf(parts.hub.directory().people).map(({ name, address }): EmailAddress => ({ name, address })),
  }));
};

function roomsOf(people: readonly Person[]): Person[] {
  return people.filter(({ enabled, resource }) => enabled && resource?.kind === 'room');
}

function placeOf({ id, name, address, resource }: Person): Room {
  return {
    id,
    displayName: name,
    nickname: name,
    emailAddress: address,
    capacity: resource?.capacity ?? null,
    building: resource?.building ?? null,
    floorLabel: resource?.floorLabel ?? null,
    // Exchange's word for what answers by itself.
    bookingType: 'standard',
  };
}
