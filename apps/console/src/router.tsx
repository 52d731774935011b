import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate } from '@tanstack/react-router';
import type { ShowQueueData } from './api/generated/tickets/types.gen';
import { Frame } from './frame';
import { Trouble } from './parts/states';
import { NotThere } from './screens/not-there';

/** What the queue shows is what its address says, so that it can be kept and sent on. */
export type QueueFilter = Pick<NonNullable<ShowQueueData['query']>, 'state' | 'type' | 'priority' | 'waitingFor' | 'due' | 'branch'> & { readonly all?: true };

const filters = {
  state: ['new', 'assigned', 'in_progress', 'waiting', 'resolved'],
  type: ['call', 'inquiry', 'complaint', 'repair', 'suggestion', 'staff_conduct', 'parts', 'return'],
  priority: ['low', 'normal', 'high', 'urgent'],
  waitingFor: ['customer', 'parts', 'dealer', 'third_party'],
  due: ['overdue', 'soon'],
} as const satisfies { readonly [K in Exclude<keyof QueueFilter, 'all' | 'branch'>]-?: readonly NonNullable<QueueFilter[K]>[] };
export const filterValues = filters;

const filterOf = (search: Record<string, unknown>): QueueFilter => ({
  ...Object.fromEntries(Object.entries(filters).flatMap(([name, values]) => (values as readonly unknown[]).includes(search[name]) ? [[name, search[name]]] : [])),
  ...(typeof search['branch'] === 'string' ? { branch: search['branch'] } : {}),
  ...(search['all'] === true ? { all: true as const } : {}),
});

const frame = createRootRoute({ component: Frame, notFoundComponent: NotThere, errorComponent: ({ error }) => <Trouble error={error} /> });
const home = createRoute({ getParentRoute: () => frame, path: '/', component: () => <Navigate to="/queue" replace /> });
export const callRoute = createRoute({
  getParentRoute: () => frame,
  path: '/call',
  component: lazyRouteComponent(() => import('./screens/take-call'), 'TakeCall'),
});
export const queueRoute = createRoute({
  getParentRoute: () => frame,
  path: '/queue',
  validateSearch: filterOf,
  component: lazyRouteComponent(() => import('./screens/queue'), 'Queue'),
});
export const ticketRoute = createRoute({
  getParentRoute: () => frame,
  path: '/tickets/$number',
  validateSearch: (search: Record<string, unknown>): { readonly move?: string; readonly registered?: true } => ({
    ...(typeof search['move'] === 'string' ? { move: search['move'] } : {}),
    ...(search['registered'] === true ? { registered: true as const } : {}),
  }),
  component: lazyRouteComponent(() => import('./screens/ticket'), 'Ticket'),
});

export const router = createRouter({ routeTree: frame.addChildren([home, callRoute, queueRoute, ticketRoute]), defaultPreload: false });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
