import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../root-route';

/** Month and branch, as an address says them. */
const asked = (search: Record<string, unknown>): { readonly month?: string; readonly branch?: string } => ({
  ...(typeof search['month'] === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(search['month']) ? { month: search['month'] } : {}),
  ...(typeof search['branch'] === 'string' ? { branch: search['branch'] } : {}),
});

export const figuresRoute = createRoute({ getParentRoute: () => rootRoute, path: '/figures', validateSearch: asked, component: lazyRouteComponent(() => import('./figures'), 'Figures') });
export const figureRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/figures/$figure',
  validateSearch: (search: Record<string, unknown>): ReturnType<typeof asked> & { readonly only?: 'numerator' | 'rest' } => ({
    ...asked(search), ...(search['only'] === 'numerator' || search['only'] === 'rest' ? { only: search['only'] } : {}),
  }),
  component: lazyRouteComponent(() => import('./figure'), 'Figure'),
});

export const figureRoutes = [figuresRoute, figureRoute] as const;
