import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { FindObligationsData, PenaltyView } from '../../api/generated/dealer-returns/types.gen';
import type { FindDiscrepanciesData, ListCarrierClaimsData, ListNotesData } from '../../api/generated/inventory/types.gen';
import { rootRoute } from '../../root-route';

/** The words that a filter of an address can be, by its name; anything else in the address is left out. */
const oneOf = <F extends Readonly<Record<string, readonly string[]>>>(values: F) => (search: Record<string, unknown>): { [K in keyof F]?: F[K][number] } =>
  Object.fromEntries(Object.entries(values).filter(([name, known]) => known.includes(String(search[name]))).map(([name]) => [name, search[name]])) as { [K in keyof F]?: F[K][number] };

/** A code of a dealer or a part, as it was typed or scanned. */
const code = (search: Record<string, unknown>, name: string): Record<string, string> => {
  const text = typeof search[name] === 'string' ? search[name].trim().toUpperCase() : '';
  return text === '' ? {} : { [name]: text };
};

type NoteQuery = NonNullable<ListNotesData['query']>;
type DiscrepancyQuery = NonNullable<FindDiscrepanciesData['query']>;
type ClaimQuery = NonNullable<ListCarrierClaimsData['query']>;
type ObligationQuery = NonNullable<FindObligationsData['query']>;

export const noteFilters = { state: ['dispatched', 'received'] } as const satisfies { readonly state: readonly NonNullable<NoteQuery['state']>[] };
export const discrepancyFilters = {
  state: ['open', 'investigating', 'agreed', 'settled'],
  type: ['short', 'over', 'wrong', 'damaged', 'lost', 'late'],
} as const satisfies { readonly [K in 'state' | 'type']: readonly NonNullable<DiscrepancyQuery[K]>[] };
export const claimFilters = { state: ['open', 'recovered', 'written_off'] } as const satisfies { readonly state: readonly NonNullable<ClaimQuery['state']>[] };
export const obligationFilters = {
  state: ['open', 'reminded', 'overdue', 'received', 'waived', 'lapsed'],
  waiver: ['requested'],
} as const satisfies { readonly [K in 'state' | 'waiver']: readonly NonNullable<ObligationQuery[K]>[] };

export const receiptsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/receipts',
  validateSearch: oneOf(noteFilters),
  component: lazyRouteComponent(() => import('./receipts'), 'Receipts'),
});
export const receiptRoute = createRoute({ getParentRoute: () => rootRoute, path: '/receipts/$number', component: lazyRouteComponent(() => import('./receipt'), 'Receipt') });
export const discrepanciesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/discrepancies',
  validateSearch: (search: Record<string, unknown>) => ({ ...oneOf(discrepancyFilters)(search), ...(code(search, 'dealer') as { readonly dealer?: string }) }),
  component: lazyRouteComponent(() => import('./discrepancies'), 'Discrepancies'),
});
export const discrepancyRoute = createRoute({ getParentRoute: () => rootRoute, path: '/discrepancies/$number', component: lazyRouteComponent(() => import('./discrepancy'), 'Discrepancy') });
export const claimsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/carrier-claims',
  validateSearch: oneOf(claimFilters),
  component: lazyRouteComponent(() => import('./carrier-claims'), 'CarrierClaims'),
});
export const oldPartsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/old-parts',
  validateSearch: (search: Record<string, unknown>) => ({
    ...oneOf(obligationFilters)(search), ...(code(search, 'dealer') as { readonly dealer?: string }), ...(code(search, 'part') as { readonly part?: string }), ...(search['all'] === true ? { all: true as const } : {}),
  }),
  component: lazyRouteComponent(() => import('./old-parts'), 'OldParts'),
});
export const penaltyFilters = { state: ['proposed', 'approved', 'rejected'] } as const satisfies { readonly state: readonly PenaltyView['state'][] };
export const penaltiesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/old-parts/penalties',
  validateSearch: (search: Record<string, unknown>) => ({
    ...oneOf(penaltyFilters)(search), ...(code(search, 'dealer') as { readonly dealer?: string }), ...(/^\d{4}-(0[1-9]|1[0-2])$/.test(String(search['month'])) ? { month: String(search['month']) } : {}),
  }),
  component: lazyRouteComponent(() => import('./penalties'), 'Penalties'),
});
export const obligationRoute = createRoute({ getParentRoute: () => rootRoute, path: '/old-parts/$number', component: lazyRouteComponent(() => import('./obligation'), 'Obligation') });

export const accountsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/accounts',
  validateSearch: (search: Record<string, unknown>) => code(search, 'dealer') as { readonly dealer?: string },
  component: lazyRouteComponent(() => import('./accounts'), 'Accounts'),
});
export const accountRoute = createRoute({ getParentRoute: () => rootRoute, path: '/accounts/$dealer', component: lazyRouteComponent(() => import('./account'), 'Account') });

export const receiptsRoutes = [receiptsRoute, receiptRoute, discrepanciesRoute, discrepancyRoute, claimsRoute, oldPartsRoute, penaltiesRoute, obligationRoute, accountsRoute, accountRoute] as const;
