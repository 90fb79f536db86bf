import { instancesBetween } from '../event/instance.ts';
import { tellEvent } from '../event/tell.ts';
import { badRequest } from '../frame/failure.ts';
import { pageOf } from '../frame/query.ts';
import { rangeOf } from '../frame/range.ts';
import { calendarOf, eventOf, viewLimit, viewOf } from '../objects.ts';
import { forOwner, parameterOf, type Routes } from '../parts.ts';
import { eventPaths } from './events.ts';

/** Instances in a range: of a calendar, and of one series. */
export const calendarViewRoutes: Routes = (scope, parts) => {
  const { store } = parts.hub;
  for (const path of ['', '/calendar', '/calendars/:calendar']) {
    forOwner(scope, parts, 'GET', `${path}/calendarView`, async ({ person, request, preferences, telling }) => {
      const range = rangeOf(request);
      const calendar = await calendarOf(store, person, parameterOf(request, 'calendar'));
      const view = await viewOf(store, person, [calendar], range);
      return pageOf(
        view.map((told) => tellEvent(told, telling)),
        eventPaths,
        request,
        preferences,
      );
    });
    forOwner(scope, parts, 'GET', `${path}/events/:event/instances`, async (asked) => {
      const { person, request, preferences, telling } = asked;
      const { from, to } = rangeOf(request);
      const { object, type } = await eventOf(store, person, parameterOf(request, 'event'));
      if (type !== 'seriesMaster') throw badRequest('instances: only a series has them');
      const view = instancesBetween(object, from, to, person.timeZone, viewLimit);
      return pageOf(
        view.map((told) => tellEvent(told, telling)),
        eventPaths,
        request,
        preferences,
      );
    });
  }
};
