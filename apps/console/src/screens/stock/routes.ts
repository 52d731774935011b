import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { ListedCount } from '../../api/generated/inventory/types.gen';
import { rootRoute } from '../../root-route';

type Search = Record<string, unknown>;
const text = <N extends string>(search: Search, ...names: readonly N[]): { readonly [K in N]?: string } =>
  Object.fromEntries(names.flatMap((name) => (typeof search[name] === 'string' && search[name] !== '' ? [[name, search[name]]] : []))) as { readonly [K in N]?: string };

const oneOf = <N extends string, W extends string>(search: Search, name: N, words: readonly W[]): { readonly [K in N]?: W } => ((words as readonly unknown[]).includes(search[name]) ? { [name]: search[name] } : {}) as { readonly [K in N]?: W };

export const stockRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/stock',
  validateSearch: (search: Search): { readonly location?: string; readonly part?: string; readonly short?: true } => ({ ...text(search, 'location', 'part'), ...(search['short'] === true ? { short: true as const } : {}) }),
  component: lazyRouteComponent(() => import('./stock'), 'Stock'),
});
export const transfersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/stock/transfers',
  component: lazyRouteComponent(() => import('./transfers'), 'Transfers'),
});
export const stockPartRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/stock/parts/$part',
  validateSearch: (search: Search): { readonly location?: string; readonly do?: string } => text(search, 'location', 'do'),
  component: lazyRouteComponent(() => import('./stock-part'), 'StockPart'),
});

export const countStates = ['waiting', 'posted', 'declined'] as const satisfies readonly ListedCount['state'][];
export const countsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/stock/counts',
  validateSearch: (search: Search): { readonly state?: ListedCount['state']; readonly location?: string } => ({ ...oneOf(search, 'state', countStates), ...text(search, 'location') }),
  component: lazyRouteComponent(() => import('./counts'), 'Counts'),
});
/** What the list of loans shows. */
export const loanViews = ['out', 'overdue', 'returned', 'charged'] as const;
export type LoanView = (typeof loanViews)[number];
export const loansRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/loans',
  validateSearch: (search: Search): { readonly show?: LoanView; readonly loan?: string } => ({ ...oneOf(search, 'show', loanViews), ...text(search, 'loan') }),
  component: lazyRouteComponent(() => import('./loans'), 'Loans'),
});
export const backOrdersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/parts/back-orders',
  validateSearch: (search: Search): { readonly location?: string; readonly part?: string } => text(search, 'location', 'part'),
  component: lazyRouteComponent(() => import('./back-orders'), 'BackOrders'),
});

export const stockRoutes = [stockRoute, transfersRoute, stockPartRoute, countsRoute, loansRoute, backOrdersRoute] as const;
