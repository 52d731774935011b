import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { FindPartsRequestsData } from '../../api/generated/inventory/types.gen';
import { rootRoute } from '../../root-route';

/** What the list of requests shows is what its address says. */
export type RequestFilter = Pick<NonNullable<FindPartsRequestsData['query']>, 'state' | 'dealer' | 'serial' | 'branch'>;

export const requestStates = [
  'submitted', 'in_approval', 'approved', 'partly_approved', 'partly_shipped', 'received_with_discrepancy', 'fulfilled', 'closed', 'rejected', 'cancelled', 'draft',
] as const satisfies readonly NonNullable<RequestFilter['state']>[];

type Search = Record<string, unknown>;
const text = <N extends string>(search: Search, ...names: readonly N[]): { readonly [K in N]?: string } =>
  Object.fromEntries(names.flatMap((name) => (typeof search[name] === 'string' && search[name] !== '' ? [[name, search[name]]] : []))) as { readonly [K in N]?: string };

export const requestsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/parts/requests',
  validateSearch: (search: Search): RequestFilter => ({
    ...((requestStates as readonly unknown[]).includes(search['state']) ? { state: search['state'] as (typeof requestStates)[number] } : {}),
    ...text(search, 'dealer', 'serial', 'branch'),
  }),
  component: lazyRouteComponent(() => import('./requests'), 'Requests'),
});
export const newRequestRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/parts/requests/new',
  validateSearch: (search: Search): { readonly ticket?: string; readonly draft?: string } => text(search, 'ticket', 'draft'),
  component: lazyRouteComponent(() => import('./ask-parts'), 'AskParts'),
});
export const requestRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/parts/requests/$number',
  validateSearch: (search: Search): { readonly move?: string; readonly asked?: true } => ({ ...text(search, 'move'), ...(search['asked'] === true ? { asked: true as const } : {}) }),
  component: lazyRouteComponent(() => import('./request'), 'Request'),
});

export const pickingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/picking',
  validateSearch: (search: Search): { readonly number?: string } => text(search, 'number'),
  component: lazyRouteComponent(() => import('./picking'), 'PickingBoard'),
});
export const dispatchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dispatch',
  validateSearch: (search: Search): { readonly note?: string } => text(search, 'note'),
  component: lazyRouteComponent(() => import('./dispatch'), 'Dispatch'),
});
export const ledgerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dispatch/ledger',
  validateSearch: (search: Search): { readonly from?: string; readonly to?: string; readonly branch?: string; readonly paper?: string } => text(search, 'from', 'to', 'branch', 'paper'),
  component: lazyRouteComponent(() => import('./dispatch-ledger'), 'DispatchLedger'),
});

/** What the follow-up list shows: what nobody has followed today, or what stands in one way or another. */
export const followUpViews = ['unfollowed', 'late', 'stale', 'problem', 'refused', 'awaited', 'travelling'] as const;
export type FollowUpView = (typeof followUpViews)[number];
export const followUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/follow-up',
  validateSearch: (search: Search): { readonly show?: FollowUpView; readonly branch?: string; readonly shipment?: string } => ({
    ...((followUpViews as readonly unknown[]).includes(search['show']) ? { show: search['show'] as FollowUpView } : {}), ...text(search, 'branch', 'shipment'),
  }),
  component: lazyRouteComponent(() => import('./follow-up'), 'FollowUp'),
});

export const partsRoutes = [requestsRoute, newRequestRoute, requestRoute, pickingRoute, dispatchRoute, ledgerRoute, followUpRoute] as const;
