import type { TextKey } from './texts/texts';

interface Group {
  readonly text: TextKey;
  readonly entries: readonly Entry[];
}

interface Entry {
  readonly to: string;
  readonly text: TextKey;
  /** Shown to whoever has this permission. */
  readonly may: string;
  /** The key that opens it, by its place. */
  readonly key?: string;
}

/** Where a person can go from everywhere, in the order of the work; a group without an entry for him is not shown. */
export const nav = [
  { text: 'nav.group.service', entries: [
    { to: '/call', text: 'nav.call', may: 'ticket:open', key: 'KeyC' },
    { to: '/queue', text: 'nav.queue', may: 'ticket:read', key: 'KeyQ' },
    { to: '/waiting', text: 'nav.waiting', may: 'stock:approve-count', key: 'KeyW' },
  ] },
  { text: 'nav.group.parts', entries: [
    { to: '/parts/requests', text: 'nav.requests', may: 'parts:read', key: 'KeyR' },
    { to: '/parts/back-orders', text: 'nav.back-orders', may: 'parts:read' },
    { to: '/picking', text: 'nav.picking', may: 'stock:read', key: 'KeyI' },
    { to: '/dispatch', text: 'nav.dispatch', may: 'stock:read', key: 'KeyD' },
    { to: '/dispatch/ledger', text: 'nav.ledger', may: 'stock:read' },
    { to: '/follow-up', text: 'nav.follow-up', may: 'stock:read', key: 'KeyF' },
    { to: '/receipts', text: 'nav.receipts', may: 'parts:receive' },
    { to: '/discrepancies', text: 'nav.discrepancies', may: 'parts:read' },
    { to: '/old-parts', text: 'nav.old-parts', may: 'returns:read' },
    { to: '/loans', text: 'nav.loans', may: 'parts:read' },
    { to: '/accounts', text: 'nav.accounts', may: 'account:read' },
  ] },
  { text: 'nav.group.stock', entries: [
    { to: '/stock', text: 'nav.stock', may: 'stock:read', key: 'KeyS' },
    { to: '/stock/counts', text: 'nav.counts', may: 'stock:read' },
    { to: '/stock/transfers', text: 'nav.transfers', may: 'stock:read' },
  ] },
  { text: 'nav.group.records', entries: [
    { to: '/customers', text: 'nav.customers', may: 'customer:read' },
    { to: '/dealers', text: 'nav.dealers', may: 'dealer:read' },
    { to: '/staff', text: 'nav.staff', may: 'staff:read' },
    { to: '/models', text: 'nav.models', may: 'model:read' },
    { to: '/imports', text: 'nav.imports', may: 'table:import' },
  ] },
  { text: 'nav.group.figures', entries: [
    { to: '/figures', text: 'nav.figures', may: 'analytics:read' },
    { to: '/notices', text: 'nav.notices', may: 'notice:own' },
    { to: '/operations', text: 'nav.operations', may: 'ops:read' },
  ] },
] as const satisfies readonly Group[];

/** Every entry, whoever it is for. */
export const everywhere: readonly NavEntry[] = nav.flatMap(({ entries }) => entries as readonly NavEntry[]);

/** The groups with what these permissions open. */
export const navFor = (permissions: readonly string[]) => nav
  .map(({ text, entries }) => ({ text, entries: (entries as readonly NavEntry[]).filter(({ may }) => permissions.includes(may)) }))
  .filter(({ entries }) => entries.length > 0);

export type NavEntry = (typeof nav)[number]['entries'][number] & Entry;
