import type { Answer } from '@aftercare/testing';
import type { Value, Values } from '../../../tools/scenarios/read.ts';
import type { Http } from '../installation.ts';
import type { Act, FactAdapter, World } from '../world.ts';

const inventory = '/inventory';
const cases = `${inventory}/discrepancies`;

interface Case {
  readonly id: string;
  readonly branchId: string;
  readonly noteId: string;
  readonly part: string;
  readonly type: string;
  readonly qty: number;
  readonly cause: string | null;
  readonly state: string;
  readonly seenBy: readonly string[];
  readonly settledQty: number;
  readonly resendId: string | null;
  readonly offer: { readonly remedy: string; readonly costOwner: string | null; readonly charge: string | null } | null;
}

const at = (inputs: Values, world: World): string => `${cases}/${world.id(inputs['discrepancy'])}`;

const read = async <B>(path: string, world: World): Promise<B> => {
  const { status, body } = await (await world.reader()).get<B>(path);
  if (status !== 200) throw new Error(`${path} answers ${status}`);
  return body;
};

/** Each step of the chain has to be done; the first that is not is the answer. */
async function inTurn(...steps: ((answer: Answer<Record<string, unknown>> | null) => Promise<Answer<Record<string, unknown>>>)[]): Promise<Answer<Record<string, unknown>>> {
  let last: Answer<Record<string, unknown>> | null = null;
  for (const step of steps) {
    last = await step(last);
    if (last.status >= 300) return last;
  }
  if (last === null) throw new Error('nothing was to be done');
  return last;
}

export const discrepancyActions: Readonly<Record<string, Act>> = {
  'investigate discrepancy': async (inputs, actor, world) => {
    const { branchId, id } = await read<Case>(at(inputs, world), world);
    const written = await actor.post('/directory/notes', { branchId, about: id, kind: 'findings', texts: { findings: inputs['findings'] } });
    return written.status === 201 ? actor.post(`${at(inputs, world)}/investigate`, { cause: inputs['cause'], findingsId: written.body['noteId'] }) : written;
  },
  'offer remedy': (inputs, actor, world) => {
    const { discrepancy: _, cost_owner: costOwner, damaged_piece: rejectedPiece, ...offer } = inputs;
    return actor.post(`${at(inputs, world)}/offer`, { ...offer, ...(costOwner === undefined ? {} : { costOwner }), ...(rejectedPiece === undefined ? {} : { rejectedPiece }) });
  },
  'accept remedy': (inputs, actor, world) => actor.post(`${at(inputs, world)}/accept`, {}),
  /** The whole chain: the actor picks, writes the note and sends it, the checker counts. */
  'ship resend': async (inputs, actor, world) => {
    const { as: name, checker, carrier, tracking: waybill, lines } = inputs;
    const { resendId } = await read<Case>(at(inputs, world), world);
    if (resendId === null) throw new Error('nothing of it is sent again');
    const second: Http = await world.as(String(checker));
    const pickings = `${inventory}/pickings`;
    let noteId = '';
    const answer = await inTurn(
      () => actor.post(`${inventory}/parts-requests/${resendId}/pickings`, { scans: lines }),
      (picked) => second.post(`${pickings}/${String(picked?.body['id'])}/check`, { counts: lines }),
      (checked) => actor.post(`${inventory}/delivery-notes`, { pickingId: checked?.body['id'] }),
      (issued) => {
        noteId = String(issued?.body['id']);
        return actor.post(`${inventory}/shipments`, { carrier, waybill, noteIds: [noteId] });
      },
    );
    if (answer.status === 201) {
      world.name(name, noteId);
      world.name(`${String(name)} on its way`, String(answer.body['id']));
    }
    return answer;
  },
};

export const discrepancyFacts: Readonly<Record<string, FactAdapter>> = {
  /** By its name; the first fact that shows a case gives it one, and says by note, part and type which it is. */
  discrepancy: { selects: ['ref'], look: async ({ ref, note, part, type }, world): Promise<Readonly<Record<string, Value>>> => {
    const known = world.find(ref) ?? (await read<{ items: readonly Case[] }>(`${cases}?note=${world.id(note)}&limit=200`, world)).items.find((one) => one.part === part && one.type === type)?.id;
    if (known === undefined) throw new Error(`${String(note)} has no case of ${String(part)} that is ${String(type)}`);
    world.name(ref, known);
    const found = await read<Case>(`${cases}/${known}`, world);
    return {
      note: world.called(found.noteId), part: found.part, type: found.type, qty: found.qty, cause: found.cause, state: found.state, seen_by: [...found.seenBy], settled_qty: found.settledQty,
      remedy: found.offer?.remedy ?? null, cost_owner: found.offer?.costOwner ?? null, charge: found.offer?.charge ?? null,
    };
  } },
};
