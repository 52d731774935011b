import { differences } from '../../../tools/scenarios/compare.ts';
import type { Value, Values } from '../../../tools/scenarios/read.ts';
import type { Act, FactAdapter, World } from '../world.ts';

const obligations = '/dealer-returns/obligations';

interface Obligation {
  readonly id: string;
  readonly noteId: string;
  readonly dealerCode: string;
  readonly part: string;
  readonly qty: number;
  readonly openQty: number;
  readonly dueOn: string;
  readonly state: string;
  readonly receivedOn: string | null;
  readonly onTime: boolean | null;
  readonly waiver: { readonly state: string; readonly decidedBy: string | null } | null;
}

const at = (inputs: Values, world: World): string => `${obligations}/${world.id(inputs['obligation'])}`;

export const returnActions: Readonly<Record<string, Act>> = {
  'receive old part': (inputs, actor, world) => actor.post(`${at(inputs, world)}/receive`, { part: inputs['part'], qty: inputs['qty'] }),
  'explain not returned': (inputs, actor, world) => {
    const { obligation: _, photos, ...explanation } = inputs;
    // The scenarios count photos; what is sent is the hash of each.
    return actor.post(`${at(inputs, world)}/explain`, { ...explanation, photos: Array.from({ length: Number(photos) }, (_photo, n) => String(n + 1).padStart(64, '0')) });
  },
  'approve waiver': (inputs, actor, world) => actor.post(`${at(inputs, world)}/approve-waiver`, {}),
};

const ofNote = async (note: Value | undefined, world: World): Promise<readonly Obligation[]> => {
  const { status, body } = await (await world.reader()).get<{ items: readonly Obligation[] }>(`${obligations}?note=${world.id(note)}&limit=200`);
  if (status !== 200) throw new Error(`the old parts of a note answer ${status}`);
  return body.items;
};

/** By its name; the first fact that shows a duty may give it one, and says by note and part which it is. */
const known = async ({ ref, note, part }: Values, world: World): Promise<Obligation> => {
  const id = world.find(ref) ?? (await ofNote(note, world)).find((one) => part === undefined || one.part === part)?.id;
  if (id === undefined) throw new Error(`no old part ${String(part)} is owed for ${String(note)}`);
  world.name(ref, id);
  const { status, body } = await (await world.reader()).get<Obligation>(`${obligations}/${id}`);
  if (status !== 200) throw new Error(`the duty answers ${status}`);
  return body;
};

const keysOf = ({ noteId, dealerCode, part, qty, openQty, dueOn, state, receivedOn, onTime, waiver }: Obligation, world: World): Readonly<Record<string, Value>> => ({
  note: world.called(noteId), dealer: dealerCode, part, qty, open_qty: openQty, due_on: dueOn, state, received_on: receivedOn, on_time: onTime, waiver: waiver?.state ?? null,
  waived_by: state === 'waived' ? (waiver?.decidedBy ?? null) : null,
});

export const returnFacts: Readonly<Record<string, FactAdapter>> = {
  obligation: { selects: ['ref'], look: async (expected, world): Promise<Readonly<Record<string, Value>>> => {
    if (!('count' in expected)) return keysOf(await known(expected, world), world);
    const { count: _, ...stated } = expected;
    const all = (await ofNote(expected['note'], world)).map((one) => keysOf(one, world));
    return { ...stated, count: all.filter((one) => differences(stated, one).length === 0).length };
  } },
};
