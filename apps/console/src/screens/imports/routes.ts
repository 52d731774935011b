import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { ListImportRowsData } from '../../api/generated/directory/types.gen';
import { rootRoute } from '../../root-route';

/** The services that take tables in. */
export const importServices = ['directory', 'inventory', 'tickets'] as const;
export type ImportService = (typeof importServices)[number];
export type RowsShown = NonNullable<NonNullable<ListImportRowsData['query']>['verdict']>;
export const rowsShown: readonly RowsShown[] = ['rejected', 'warned', 'merged', 'accepted'];

export const importsRoute = createRoute({ getParentRoute: () => rootRoute, path: '/imports', component: lazyRouteComponent(() => import('./imports'), 'Imports') });
export const importRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/imports/$service/$id',
  validateSearch: (search: Record<string, unknown>): { readonly show?: RowsShown | 'all' } => {
    const show = [...rowsShown, 'all' as const].find((one) => one === search['show']);
    return show === undefined ? {} : { show };
  },
  component: lazyRouteComponent(() => import('./import'), 'Import'),
});

export const importRoutes = [importsRoute, importRoute] as const;
