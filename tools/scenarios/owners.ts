import type { Value, Values } from './read.ts';

/**
 * Who answers for what a scenario speaks of: a service, or a part of one, and how the routes of it begin. It exists when the running
 * installation offers such a route; from then on whatever is its own is checked, and what nobody has taught the runner fails.
 */
export const routes = {
  tickets: '/api/tickets/tickets',
  'tickets/promises': '/api/tickets/promises',
  'tickets/rulings': '/api/tickets/rulings',
  'tickets/surveys': '/api/tickets/surveys',
  'tickets/visits': '/api/tickets/visits',
  'tickets/repairs': '/api/tickets/repairs',
  directory: '/api/directory/customers',
  inventory: '/api/inventory/parts-requests',
  'inventory/transfers': '/api/inventory/transfers',
  'inventory/discrepancies': '/api/inventory/discrepancies',
  'dealer-returns': '/api/dealer-returns/obligations',
  'dealer-returns/inspections': '/api/dealer-returns/inspections',
  'dealer-returns/claims': '/api/dealer-returns/claims',
  'dealer-returns/exchanges': '/api/dealer-returns/exchanges',
  'dealer-returns/statements': '/api/dealer-returns/statements',
  'analytics/kpis': '/api/analytics/kpis/satisfaction',
  'analytics/promises': '/api/analytics/kpis/promise-kept',
  'analytics/old-parts': '/api/analytics/kpis/old-part-return',
  'analytics/arrivals': '/api/analytics/kpis/on-time-arrival',
  quality: '/api/quality/',
  notifier: '/api/notifier/notices',
} as const;
export type Owner = keyof typeof routes;

/** Which owners a thing needs: its own, those of a key that it names, and those of a value that stands under a key. */
interface Needs {
  readonly owner?: Owner;
  readonly keys?: Readonly<Record<string, Owner>>;
  readonly values?: Readonly<Record<string, Readonly<Record<string, Owner>>>>;
}

const owned = (owner: Owner, ...words: readonly string[]): Readonly<Record<string, Needs>> => Object.fromEntries(words.map((word) => [word, { owner }]));

const lists: Readonly<Record<string, Owner>> = {
  apology_due: 'tickets/rulings', back_orders: 'inventory', in_transit: 'inventory', not_followed_today: 'inventory', old_part_obligations: 'dealer-returns',
  campaign_results: 'quality', overdue_actions: 'quality',
};

const kpis: Readonly<Record<string, Owner>> = {
  old_part_return: 'analytics/old-parts', on_time_arrival: 'analytics/arrivals', promise_kept: 'analytics/promises', rework: 'analytics/kpis', satisfaction: 'analytics/kpis',
};

export const actionNeeds: Readonly<Record<string, Needs>> = {
  'time passes': {},
  'look up': { keys: { note: 'inventory', campaign: 'quality' }, values: { list: lists, kpi: kpis } },
  ...owned('tickets', 'record call', 'complete intake', 'send reply', 'resolve ticket', 'close ticket'),
  ...owned('tickets/promises', 'make promise', 'renegotiate promise'),
  ...owned('tickets/rulings', 'rule responsibility'),
  ...owned('tickets/surveys', 'answer survey'),
  'complete visit': { owner: 'tickets/visits', keys: { promise: 'tickets/promises' } },
  ...owned('tickets/repairs', 'complete repair'),
  ...owned('inventory', 'submit parts request', 'decide parts request', 'close request', 'pick', 'check picking', 'issue delivery note', 'dispatch', 'confirm receipt',
    'change ledger row', 'post stock count', 'push tracking', 'write follow-up note'),
  ...owned('inventory/transfers', 'receive transfer'),
  ...owned('inventory/discrepancies', 'investigate discrepancy', 'offer remedy', 'accept remedy', 'ship resend'),
  ...owned('dealer-returns', 'receive old part', 'explain not returned', 'approve waiver'),
  ...owned('dealer-returns/inspections', 'inspect', 'decide disposition'),
  ...owned('dealer-returns/claims', 'submit claim', 'decide claim', 'receive claim goods', 'issue credit'),
  ...owned('dealer-returns/exchanges', 'ask for exchange', 'make offer', 'accept offer', 'dispatch exchange goods', 'receive exchange goods'),
  ...owned('quality', 'open review campaign', 'send questionnaires', 'enter returned questionnaires', 'record suggestions', 'file rectification plans', 'decline suggestions',
    'start rectifying', 'finish rectifications', 'reply to suggesters', 'close campaign', 'plan meeting', 'add agenda item', 'start meeting', 'record decisions', 'close meeting'),
};

export const factNeeds: Readonly<Record<string, Needs>> = {
  audit: {},
  ticket: { owner: 'tickets', keys: { ruling: 'tickets/rulings', severity: 'tickets/rulings' } },
  timeline: { owner: 'tickets' },
  notice: { owner: 'notifier', values: { kind: {
    severe_complaint: 'tickets/rulings', promise_broken: 'tickets/promises', back_order_promise: 'inventory', request_decided: 'inventory',
    shortage: 'inventory', shipment_arrived: 'inventory', shipment_late: 'inventory', not_followed_today: 'inventory', old_part_reminder: 'dealer-returns',
    old_part_overdue: 'dealer-returns', suggestion_reply: 'quality',
  } } },
  warning: { owner: 'tickets/rulings' },
  list: { values: { name: lists } },
  kpi: { values: { name: kpis } },
  line: { owner: 'inventory', keys: { claimed: 'dealer-returns/claims', credited: 'dealer-returns/claims' } },
  ...owned('tickets/promises', 'promise'),
  ...owned('tickets/surveys', 'survey'),
  ...owned('tickets/repairs', 'repair'),
  ...owned('inventory', 'stock', 'ledger', 'note', 'picking', 'request', 'shipment'),
  ...owned('inventory/discrepancies', 'discrepancy'),
  ...owned('dealer-returns', 'obligation'),
  ...owned('dealer-returns/inspections', 'inspection'),
  ...owned('dealer-returns/claims', 'claim'),
  ...owned('dealer-returns/exchanges', 'exchange', 'negotiation'),
  ...owned('dealer-returns/statements', 'statement'),
  ...owned('quality', 'campaign', 'meeting', 'agenda_item'),
};

export const givenNeeds: Readonly<Record<string, Needs>> = {
  ...owned('inventory', 'stock', 'shipped', 'received'),
  ...owned('tickets/rulings', 'settings'),
  ...owned('quality', 'meetings'),
};

/** The first owner that the thing needs and that does not exist; `null`: it can be checked. A word without a line in the table is everybody's. */
export function missing(needs: Needs | undefined, values: Values, exists: (owner: Owner) => boolean): Owner | null {
  const { owner, keys = {}, values: byValue = {} } = needs ?? {};
  const wanted = [owner, ...Object.keys(values).map((key) => keys[key]), ...Object.entries(byValue).map(([key, owners]) => owners[text(values[key])])];
  return wanted.find((one) => one !== undefined && !exists(one)) ?? null;
}

/** The same for one key of a fact. */
export const missingOfKey = (needs: Needs | undefined, key: string, exists: (owner: Owner) => boolean): Owner | null => {
  const owner = needs?.keys?.[key];
  return owner === undefined || exists(owner) ? null : owner;
};

const text = (value: Value | undefined): string => (typeof value === 'string' ? value : '');
