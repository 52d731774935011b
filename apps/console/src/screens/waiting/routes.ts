import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../root-route';

/** What can wait for a person's word. */
export const waitingKinds = ['request', 'credit', 'count', 'waiver', 'penalty', 'discrepancy', 'merge', 'offer'] as const;
export type WaitingKind = (typeof waitingKinds)[number];

export const waitingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/waiting',
  validateSearch: (search: Record<string, unknown>): { readonly kind?: WaitingKind } => ((waitingKinds as readonly unknown[]).includes(search['kind']) ? { kind: search['kind'] as WaitingKind } : {}),
  component: lazyRouteComponent(() => import('./waiting'), 'Waiting'),
});

export const waitingRoutes = [waitingRoute] as const;
