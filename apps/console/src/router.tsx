import { createRoute, createRouter, Navigate } from '@tanstack/react-router';
import { navFor } from './nav';
import { usePerson } from './parts/person';
import { rootRoute } from './root-route';
import { customerRoutes } from './screens/customers/routes';
import { figureRoutes } from './screens/figures/routes';
import { importRoutes } from './screens/imports/routes';
import { noticeRoutes } from './screens/notices/routes';
import { operationRoutes } from './screens/operations/routes';
import { partsRoutes } from './screens/parts/routes';
import { receiptsRoutes } from './screens/receipts/routes';
import { stockRoutes } from './screens/stock/routes';
import { ticketRoutes } from './screens/tickets/routes';
import { waitingRoutes } from './screens/waiting/routes';

/** What still has to be done, for who has a queue; else the first screen that is for this person. */
const Home = () => {
  const entries = navFor(usePerson().may).flatMap((group) => group.entries);
  const first = entries.find(({ to }) => to === '/queue') ?? entries[0];
  return first && <Navigate to={first.to} replace />;
};
const home = createRoute({ getParentRoute: () => rootRoute, path: '/', component: Home });

export const router = createRouter({ routeTree: rootRoute.addChildren([home, ...ticketRoutes, ...partsRoutes, ...stockRoutes, ...customerRoutes, ...figureRoutes, ...importRoutes, ...operationRoutes, ...noticeRoutes, ...receiptsRoutes, ...waitingRoutes]), defaultPreload: false });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
