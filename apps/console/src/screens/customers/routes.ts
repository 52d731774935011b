import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../root-route';

export const customersRoute = createRoute({ getParentRoute: () => rootRoute, path: '/customers', component: lazyRouteComponent(() => import('./customers'), 'Customers') });
export const customerRoute = createRoute({ getParentRoute: () => rootRoute, path: '/customers/$id', component: lazyRouteComponent(() => import('./customer'), 'Customer') });
export const deviceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/devices/$serial',
  validateSearch: (search: Record<string, unknown>): { readonly on?: string } => (typeof search['on'] === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(search['on']) ? { on: search['on'] } : {}),
  component: lazyRouteComponent(() => import('./device'), 'Device'),
});
export const dealersRoute = createRoute({ getParentRoute: () => rootRoute, path: '/dealers', component: lazyRouteComponent(() => import('./dealers'), 'Dealers') });
export const dealerRoute = createRoute({ getParentRoute: () => rootRoute, path: '/dealers/$code', component: lazyRouteComponent(() => import('./dealers'), 'Dealer') });
export const staffRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/staff',
  validateSearch: (search: Record<string, unknown>): { readonly branch?: string } => (typeof search['branch'] === 'string' ? { branch: search['branch'] } : {}),
  component: lazyRouteComponent(() => import('./staff'), 'Staff'),
});
export const memberRoute = createRoute({ getParentRoute: () => rootRoute, path: '/staff/$id', component: lazyRouteComponent(() => import('./staff'), 'Member') });
export const modelsRoute = createRoute({ getParentRoute: () => rootRoute, path: '/models', component: lazyRouteComponent(() => import('./models'), 'Models') });

export const customerRoutes = [customersRoute, customerRoute, deviceRoute, dealersRoute, dealerRoute, staffRoute, memberRoute, modelsRoute] as const;
