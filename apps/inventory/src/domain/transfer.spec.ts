import { RuleViolation } from '@aftercare/kernel';
import fc from 'fast-check';
import { Transfer, type TransferDetails } from './transfer';
import { transferLeadsTo, transferMoves, transferMovesFor, type TransferMove } from './transfer.lifecycle';

const now = new Date('2026-07-06T02:00:00Z');
const details: TransferDetails = {
  id: '0198c000-0000-7000-8000-000000000001', number: 'TR-HQ-2026-000001', branchId: 'FA01', fromLocation: 'WH-FA01', toBranchId: 'BR05', toLocation: 'WH-BR05',
  lines: [{ part: 'PT039', qty: 2 }], preparedBy: 'ST010',
};
const act: Record<TransferMove, (transfer: Transfer) => unknown> = {
  send: (transfer) => transfer.send('ST012', now), receive: (transfer) => transfer.receive(null, 'ST031', now), call_off: (transfer) => transfer.callOff('ST010', now),
};

it('whatever is tried in whatever order: only what the table allows happens, and a refusal changes nothing', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...(Object.keys(transferMoves) as TransferMove[])), { maxLength: 8 }), (moves) => {
    const { transfer } = Transfer.prepare(details, now);
    for (const move of moves) {
      const before = { ...transfer };
      const to = transferLeadsTo(move, transfer.state);
      if (to !== undefined) {
        expect(transferMovesFor(transfer.state)).toContain(move);
        act[move](transfer);
        expect(transfer.state).toBe(to);
      } else {
        expect(() => act[move](transfer)).toThrow(new RuleViolation('transfer.move-not-allowed', { move, state: before.state }));
        expect({ ...transfer }).toEqual(before);
      }
    }
  }));
});

it('is not checked by who prepared it', () => {
  const { transfer } = Transfer.prepare(details, now);
  expect(() => transfer.send('ST010', now)).toThrow(expect.objectContaining({ code: 'transfer.preparer-is-checker' }));
});

it.each<[string, readonly { part: string; qty: number }[], string]>([
  ['more than was sent', [{ part: 'PT039', qty: 3 }], 'transfer.more-than-sent'],
  ['half a piece', [{ part: 'PT039', qty: 0.5 }], 'stock.count-invalid'],
  ['fewer than none', [{ part: 'PT039', qty: -1 }], 'stock.count-invalid'],
  ['another part', [{ part: 'PT040', qty: 1 }], 'transfer.count-of-other-parts'],
  ['a part twice', [{ part: 'PT039', qty: 1 }, { part: 'PT039', qty: 1 }], 'transfer.count-of-other-parts'],
  ['nothing', [], 'transfer.count-of-other-parts'],
])('is not received with %s, and stays on its way', (_what, came, code) => {
  const { transfer } = Transfer.prepare(details, now);
  transfer.send('ST012', now);
  expect(() => transfer.receive(came, 'ST031', now)).toThrow(expect.objectContaining({ code }));
  expect([transfer.state, transfer.lines]).toEqual(['sent', details.lines]);
});

it.each<[number, readonly object[]]>([[2, []], [1, [{ part: 'PT039', qty: 1 }]], [0, [{ part: 'PT039', qty: 2 }]]])('of which %i came misses the rest', (qty, missing) => {
  const { transfer } = Transfer.prepare(details, now);
  transfer.send('ST012', now);
  transfer.receive([{ part: 'PT039', qty }], 'ST031', now);
  expect([transfer.state, transfer.missing]).toEqual(['received', missing]);
});

it.each<[string, Partial<TransferDetails>, string]>([
  ['within a branch', { toBranchId: 'FA01' }, 'transfer.within-branch'],
  ['of half a piece', { lines: [{ part: 'PT039', qty: 0.5 }] }, 'stock.quantity-invalid'],
  ['of one part in two lines', { lines: [{ part: 'PT039', qty: 1 }, { part: 'PT039', qty: 1 }] }, 'transfer.part-twice'],
])('there is none %s', (_what, wrong, code) => {
  expect(() => Transfer.prepare({ ...details, ...wrong }, now)).toThrow(expect.objectContaining({ code }));
});
