import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { ShowQueueData } from '../../api/generated/tickets/types.gen';
import { rootRoute } from '../../root-route';

/** What the queue shows is what its address says, so that it can be kept and sent on. */
export type QueueFilter = Pick<NonNullable<ShowQueueData['query']>, 'state' | 'type' | 'priority' | 'waitingFor' | 'due' | 'branch' | 'owner'> & { readonly all?: true };

const filters = {
  state: ['new', 'assigned', 'in_progress', 'waiting', 'resolved'],
  type: ['call', 'inquiry', 'complaint', 'repair', 'suggestion', 'staff_conduct', 'parts', 'return'],
  priority: ['low', 'normal', 'high', 'urgent'],
  waitingFor: ['customer', 'parts', 'dealer', 'third_party'],
  due: ['overdue', 'soon'],
} as const satisfies { readonly [K in Exclude<keyof QueueFilter, 'all' | 'branch' | 'owner'>]-?: readonly NonNullable<QueueFilter[K]>[] };
export const filterValues = filters;

const filterOf = (search: Record<string, unknown>): QueueFilter => ({
  ...Object.fromEntries(Object.entries(filters).flatMap(([name, values]) => (values as readonly unknown[]).includes(search[name]) ? [[name, search[name]]] : [])),
  ...(typeof search['branch'] === 'string' ? { branch: search['branch'] } : {}),
  // Of one's own there is no other owner.
  ...(typeof search['owner'] === 'string' ? { owner: search['owner'], all: true as const } : search['all'] === true ? { all: true as const } : {}),
});

export const callRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/call',
  component: lazyRouteComponent(() => import('./take-call'), 'TakeCall'),
});
export const queueRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/queue',
  validateSearch: filterOf,
  component: lazyRouteComponent(() => import('./queue'), 'Queue'),
});
export const ticketRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tickets/$number',
  validateSearch: (search: Record<string, unknown>): { readonly move?: string; readonly registered?: true } => ({
    ...(typeof search['move'] === 'string' ? { move: search['move'] } : {}),
    ...(search['registered'] === true ? { registered: true as const } : {}),
  }),
  component: lazyRouteComponent(() => import('./ticket'), 'Ticket'),
});

export const ticketRoutes = [callRoute, queueRoute, ticketRoute] as const;
