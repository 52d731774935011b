import { given } from '@aftercare/testing';
import type { DeclaredBy } from './obligation';
import { Penalty, type PenaltyReason } from './penalty';
import { Surplus } from './surplus';

const now = new Date('2026-08-11T02:00:00Z');
const [finance, dealer] = ['ST004', 'DL014'];
const proposed = () => Penalty.propose({
  id: '0192f0c1-2d6e-7abc-8def-0123456789f1', number: 'PN-SJ-2026-000001', branchId: 'BR02', dealerCode: dealer, obligationId: '0192f0c1-2d6e-7abc-8def-0123456789a1', part: 'PT115', qty: 2, proposed: '46.20', currency: 'CNY',
}, now).penalty;
const nobody: DeclaredBy = () => [];
const skilled = ['finance_approval'];
const approve = (amount: string, { by = finance, skills = skilled, declaredBy = nobody, reason = 'no_cause' as PenaltyReason } = {}) => (p: Penalty) => p.approve(amount, reason, skills, declaredBy, by, now);

describe('a penalty', () => {
  it('is decided by finance, once, for as much as was proposed or less', () => {
    const penalty = proposed();
    given(penalty).when(approve('46.21')).thenRefused('penalty.above-proposal');
    given(penalty).when(approve('0.00')).thenRefused('penalty.above-proposal');
    expect(penalty).toMatchObject({ state: 'proposed', amount: null, reason: null });
    given(penalty).when(approve('20.00')).then([{ type: 'PenaltyApproved', by: finance, at: now }]);
    expect(penalty).toMatchObject({ state: 'approved', amount: '20.00', reason: 'no_cause', decidedBy: finance });
    given(penalty).when((p) => p.reject('goodwill', skilled, nobody, finance, now)).thenRefused('penalty.decided-already');
  });

  it.each<[string, (p: Penalty) => unknown, string]>([
    ['who has no finance approval', approve('1.00', { by: 'ST017', skills: [] }), 'penalty.needs-finance'],
    ['a relative of the dealer', approve('1.00', { declaredBy: (code) => (code === finance ? [dealer] : []) }), 'obligation.self-or-relative'],
    ['a reason that is for the other decision', approve('1.00', { reason: 'goodwill' }), 'penalty.reason-not-for-it'],
    ['a reason against it', (p) => p.reject('no_cause', skilled, nobody, finance, now), 'penalty.reason-not-for-it'],
  ])('is not decided by %s', (_who, change, code) => { given(proposed()).when(change as never).thenRefused(code); });
});

describe('surplus', () => {
  const held = () => Surplus.hold({ id: '0192f0c1-2d6e-7abc-8def-0123456789f2', branchId: 'BR02', dealerCode: dealer, part: 'PT115', qty: 3, receivedOn: '2026-07-10', receivedBy: 'ST019' }, now).surplus;
  const duty = { id: '0192f0c1-2d6e-7abc-8def-0123456789a1', branchId: 'BR02', dealerCode: dealer, part: 'PT115' };

  it('turns out to be for a duty, piece by piece and not twice', () => {
    const surplus = held();
    given(surplus).when((s) => s.assign(duty, 2, 'ST019', now)).then([{ type: 'SurplusAssigned', obligationId: duty.id, qty: 2, by: 'ST019', at: now }]);
    given(surplus).when((s) => s.assign(duty, 2, 'ST019', now)).thenRefused('surplus.more-than-left');
    expect(surplus.leftQty).toBe(1);
  });

  it.each([{ dealerCode: 'DL001' }, { part: 'PT040' }, { branchId: 'BR05' }])('is not for a duty of %j', (more) => {
    given(held()).when((s) => s.assign({ ...duty, ...more }, 1, 'ST019', now)).thenRefused('surplus.other-duty');
  });
});
