import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../root-route';

/** The services that keep events, and so have something to operate. */
export const operatedServices = ['tickets', 'directory', 'inventory', 'dealer-returns', 'notifier', 'analytics'] as const;
export type OperatedService = (typeof operatedServices)[number];

export const operationsRoute = createRoute({ getParentRoute: () => rootRoute, path: '/operations', component: lazyRouteComponent(() => import('./operations'), 'Operations') });
export const operatedRoute = createRoute({ getParentRoute: () => rootRoute, path: '/operations/$service', component: lazyRouteComponent(() => import('./operated'), 'Operated') });

export const operationRoutes = [operationsRoute, operatedRoute] as const;
