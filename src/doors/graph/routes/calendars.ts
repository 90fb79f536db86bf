import type { Calendar as GraphCalendar } from '@microsoft/microsoft-graph-types';
import { z } from 'zod';
import { cleanName } from '../../../calendar/itip/draft.ts';
import type { Person } from '../../../directory/types.ts';
import type { Calendar } from '../../../store/contract.ts';
import { readBody } from '../event/wish.ts';
import { badRequest, GraphFailure, settled } from '../frame/failure.ts';
import { contextOf, pageOf, queryOf, selected } from '../frame/query.ts';
import { calendarIdText } from '../ids.ts';
import { calendarOf, calendarsOf, defaultSlug, nameOf } from '../objects.ts';
import { forOwner, parameterOf, type Routes } from '../parts.ts';

const calendarForm = z.object({ name: z.string().trim().min(1).max(255) });
const filterable = ['name', 'id', 'isDefaultCalendar'];

/** Calendars of a person: the default one, and those she or her programs made. */
export const calendarRoutes: Routes = (scope, parts) => {
  const { store } = parts.hub;
  forOwner(scope, parts, 'GET', '/calendars', async ({ person, request, preferences }) => {
    const calendars = await calendarsOf(store, person);
    return pageOf(
      calendars.map((calendar) => tellCalendar(calendar, person)),
      filterable,
      request,
      preferences,
    );
  });
  for (const path of ['/calendar', '/calendars/:calendar']) {
    forOwner(scope, parts, 'GET', path, async ({ person, request }) => {
      const calendar = await calendarOf(store, person, parameterOf(request, 'calendar'));
      const told = selected(tellCalendar(calendar, person), queryOf(request).$select);
      return { '@odata.context': contextOf(request), ...told };
    });
    forOwner(scope, parts, 'PATCH', path, async ({ person, request }) => {
      const calendar = await calendarOf(store, person, parameterOf(request, 'calendar'));
      const renamed = { ...calendar, name: wishedName(request.body) };
      await store.commit([{ type: 'putCalendar', calendar: renamed }]);
      return { '@odata.context': contextOf(request), ...tellCalendar(renamed, person) };
    });
  }
  forOwner(scope, parts, 'POST', '/calendars', async ({ person, request, reply }) => {
    const name = wishedName(request.body);
    const others = await calendarsOf(store, person);
    if (others.some((calendar) => calendar.name.toLowerCase() === name.toLowerCase())) {
      throw new GraphFailure(409, 'ErrorFolderExists', 'A folder with the specified name already exists.');
    }
    const slug = parts.random.uuid();
    const calendar: Calendar = { id: `${person.id}/${slug}`, ownerId: person.id, slug, name, change: 0 };
    await store.commit([{ type: 'putCalendar', calendar }]);
    return reply.code(201).send({ '@odata.context': contextOf(request), ...tellCalendar(calendar, person) });
  });
  forOwner(scope, parts, 'DELETE', '/calendars/:calendar', async ({ person, request, reply }) => {
    const calendar = await calendarOf(store, person, parameterOf(request, 'calendar'));
    if (nameOf(calendar) === defaultSlug) {
      throw new GraphFailure(403, 'ErrorDeleteDistinguishedFolder', 'Distinguished folders cannot be deleted.');
    }
    settled(await parts.hub.removeCalendar(person.id, nameOf(calendar)));
    return reply.code(204).send();
  });
};

function wishedName(body: unknown): string {
  const name = cleanName(readBody(calendarForm, body).name);
  if (name === '') throw badRequest('name: required');
  return name;
}

function tellCalendar(calendar: Calendar, person: Person): GraphCalendar {
  const isDefaultCalendar = nameOf(calendar) === defaultSlug;
  return {
    id: calendarIdText(nameOf(calendar)),
    name: isDefaultCalendar && calendar.name === defaultSlug ? 'Calendar' : calendar.name,
    color: 'auto',
    hexColor: '',
    isDefaultCalendar,
    changeKey: String(calendar.change),
    canShare: false,
    canViewPrivateItems: true,
    canEdit: true,
    isRemovable: !isDefaultCalendar,
    isTallyingResponses: isDefaultCalendar,
    allowedOnlineMeetingProviders: ['unknown'],
    defaultOnlineMeetingProvider: 'unknown',
    owner: { name: person.name, address: person.address },
  };
}
