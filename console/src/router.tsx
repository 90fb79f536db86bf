import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { ApiFailure, api } from './api.ts';
import { Frame } from './frame.tsx';
import { SignIn } from './pages/signIn.tsx';
import { mondayOf } from './week/days.ts';

/** Pages and their addresses. Whoever is not signed in sees the sign-in page. */
export function createConsoleRouter() {
  const root = createRootRoute();
  const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', component: SignIn });
  const frame = createRoute({
    getParentRoute: () => root,
    id: 'frame',
    component: Frame,
    staleTime: 60_000,
    loader: async () => {
      try {
        return await api.me();
      } catch (error) {
        if (error instanceof ApiFailure && isUnfinished(error)) throw redirect({ to: '/sign-in' });
        throw error;
      }
    },
  });
  const start = createRoute({
    getParentRoute: () => frame,
    path: '/',
    loader: async () => {
      const address = (await api.me()).person?.address ?? (await api.people())[0]?.address;
      throw address === undefined
        ? redirect({ to: '/trace' })
        : redirect({ to: '/week/$address', params: { address } });
    },
  });
  const week = createRoute({
    getParentRoute: () => frame,
    path: '/week/$address',
    validateSearch: (search: Record<string, unknown>): { start?: string } =>
      typeof search.start === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(search.start)
        ? { start: mondayOf(search.start) }
        : {},
    component: lazyRouteComponent(() => import('./pages/week.tsx'), 'WeekPage'),
  });
  const trace = createRoute({
    getParentRoute: () => frame,
    path: '/trace',
    component: lazyRouteComponent(() => import('./pages/trace.tsx'), 'TracePage'),
  });
  const security = createRoute({
    getParentRoute: () => frame,
    path: '/security',
    component: lazyRouteComponent(() => import('./pages/security.tsx'), 'SecurityPage'),
  });
  return createRouter({ routeTree: root.addChildren([signIn, frame.addChildren([start, week, trace, security])]) });
}

/** Not signed in, or not all the way. */
function isUnfinished({ status, code }: ApiFailure): boolean {
  return status === 401 || code === 'needs-secondFactor' || code === 'needs-enrolment';
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
