import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../root-route';

export const noticesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/notices',
  component: lazyRouteComponent(() => import('./notices'), 'Notices'),
});

export const noticeRoutes = [noticesRoute] as const;
