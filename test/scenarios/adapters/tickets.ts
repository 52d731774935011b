import { inOrder } from '../../../tools/scenarios/compare.ts';
import type { Value, Values } from '../../../tools/scenarios/read.ts';
import type { Act, FactAdapter, World } from '../world.ts';

const tickets = '/tickets/tickets';
const at = (inputs: Values, world: World): string => `${tickets}/${world.id(inputs['ticket'])}`;

export const ticketActions: Readonly<Record<string, Act>> = {
  'record call': async (inputs, actor, world) => {
    const { as: name, ...call } = inputs;
    const answer = await actor.post(tickets, { channel: 'phone', ...call });
    if (answer.status === 201) world.name(name, String(answer.body['id']));
    return answer;
  },
  'complete intake': (inputs, actor, world) => {
    const { ticket: _, real_cause: realCause, wanted_result: wantedResult, ...intake } = inputs;
    return actor.post(`${at(inputs, world)}/intake`, { ...intake, realCause, wantedResult });
  },
  'send reply': (inputs, actor, world) => {
    const { ticket: _, template: kind, ...words } = inputs;
    return actor.post(`${at(inputs, world)}/reply`, { kind, ...words });
  },
  'resolve ticket': (inputs, actor, world) => {
    const { outcome, evidence } = inputs;
    return actor.post(`${at(inputs, world)}/resolve`, { outcome, evidence });
  },
  'close ticket': (inputs, actor, world) => actor.post(`${at(inputs, world)}/close`, {}),
};

interface Ticket {
  readonly type: string;
  readonly state: string;
  readonly waitingFor: string | null;
  readonly ownerId: string;
  readonly customerCode: string | null;
  readonly branchId: string;
  readonly priority: string | null;
  readonly warranty: string | null;
  readonly dealerCode: string | null;
  readonly policyCode: string | null;
  readonly policyVersion: number | null;
  readonly escalationLevel: number;
}

/** Each key of a ticket as the scenarios say it. */
const ticketKeys: Readonly<Record<string, (ticket: Ticket) => Value>> = {
  type: ({ type }) => type,
  // What is waited for is part of the scenarios' word for it.
  state: ({ state, waitingFor }) => (state === 'waiting' ? `waiting_${String(waitingFor)}` : state),
  owner: ({ ownerId }) => ownerId,
  customer: ({ customerCode }) => customerCode,
  branch: ({ branchId }) => branchId,
  priority: ({ priority }) => priority,
  policy: ({ policyCode }) => policyCode,
  policy_version: ({ policyVersion }) => policyVersion,
  warranty: ({ warranty }) => warranty,
  dealer: ({ dealerCode }) => dealerCode,
  escalation_level: ({ escalationLevel }) => escalationLevel,
};

/** The scenarios' word for a line of the timeline, and ours. */
const lines: Readonly<Record<string, string>> = {
  call_recorded: 'opened', resolved: 'resolved', closed: 'closed', request_submitted: 'parts_request_submitted', request_approved: 'parts_request_decided', picked: 'picking_picked', checked: 'picking_checked',
  note_issued: 'delivery_note_issued', dispatched: 'delivery_note_dispatched', arrived: 'shipment_signed', received: 'delivery_note_received', old_part_received: 'obligation_received',
};

export const ticketFacts: Readonly<Record<string, FactAdapter>> = {
  ticket: { selects: ['ref'], look: async (expected, world) => {
    const { status, body } = await (await world.reader()).get<Ticket>(`${tickets}/${world.id(expected['ref'])}`);
    if (status !== 200) throw new Error(`the ticket answers ${status}`);
    return Object.fromEntries(Object.entries(ticketKeys).map(([key, of]) => [key, of(body)]));
  } },

  /** The words that were asked for, in the order in which they happened; others may lie between them. */
  timeline: { selects: ['ticket'], look: async (expected, world) => {
    const reader = await world.reader();
    const happened: string[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const { status, body }: { status: number; body: { items: { fact: string }[]; next: string | null } } = await reader.get(`${tickets}/${world.id(expected['ticket'])}/timeline?limit=200${after && `&after=${after}`}`);
      if (status !== 200) throw new Error(`the timeline answers ${status}`);
      happened.push(...body.items.map(({ fact }) => Object.keys(lines).find((word) => lines[word] === fact) ?? fact));
      after = body.next;
    }
    const wanted = (expected['in_order'] ?? []) as readonly string[];
    return { in_order: inOrder(wanted, happened) };
  } },
};
