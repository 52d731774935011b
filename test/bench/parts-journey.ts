import { randomUUID } from 'node:crypto';
import { request } from '@aftercare/testing';
import type pg from 'pg';
import type { BareSystem } from './bare-system.ts';

/** Everybody who has to do with the parts of one branch, and what each of them says it with. */
interface Branch {
  readonly dealer: string;
  readonly location: string;
  readonly as: Readonly<Record<'manager' | 'clerk' | 'keeper' | 'dealer', ReturnType<typeof request>>>;
}

export interface PartsSender {
  /** One request from asking to the receipt, by seven people's commands; the branches take turns. */
  journey(): Promise<void>;
}

const part = 'PT039';
const pieces = 1_000_000;

/** Every branch with so much of one part that it never runs out, and a dealer who asks for it. */
export const sendParts = async (system: BareSystem, admin: pg.Client): Promise<PartsSender> => {
  const url = system.services['inventory']!.url;
  const { rows } = await admin.query<{ dealer: string; location: string; at: number }>(
    `SELECT DISTINCT ON (d.branch_id) d.code AS dealer, l.code AS location, substr(d.branch_id, 3)::int AS at
       FROM inventory.dealer d JOIN inventory.location l ON l.branch_id = d.branch_id AND l.kind = 'warehouse' ORDER BY d.branch_id, d.code`,
  );
  const branches: Branch[] = [];
  for (const { dealer, location, at } of rows) {
    const as = async (code: string) => request(url, { token: await system.tokenFor('inventory', code) });
    const staff = (place: number) => `ST${String(9 + 4 * at + place).padStart(3, '0')}`;
    const branch = { dealer, location, as: { manager: await as(staff(0)), clerk: await as(staff(1)), keeper: await as(staff(2)), dealer: await as(dealer) } };
    await done(branch.as.keeper.post('/goods-receipts', { part, qty: pieces, location, bin: 'good' }));
    branches.push(branch);
  }
  let turns = 0;
  return {
    journey: async () => {
      const { dealer, as } = branches[turns++ % branches.length]!;
      const lines = [{ part, qty: 1 }];
      const { id } = await done(as.clerk.post('/parts-requests', { dealer, reason: 'replenishment', underWarranty: true, lines }));
      await done(as.manager.post(`/parts-requests/${id}/decision`, { lines: [{ part, approved: 1 }], warrantyGround: 'part_itself' }));
      const { id: pickingId } = await done(as.keeper.post(`/parts-requests/${id}/pickings`, { scans: lines }));
      await done(as.clerk.post(`/pickings/${pickingId}/check`, { counts: lines }));
      const { id: noteId } = await done(as.keeper.post('/delivery-notes', { pickingId }));
      await done(as.keeper.post('/shipments', { carrier: 'CR01', waybill: `KDA-${randomUUID().slice(0, 18)}`, noteIds: [noteId] }));
      await done(as.dealer.post(`/delivery-notes/${noteId}/receipt`, { lines: [{ part, received: 1, rejected: 0 }] }));
    },
  };
};

const done = async (asked: Promise<{ readonly status: number; readonly body: unknown }>): Promise<{ readonly id: string }> => {
  const { status, body } = await asked;
  if (status >= 300) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
  return body as { readonly id: string };
};
