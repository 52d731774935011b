import { systemPrincipal } from '@aftercare/auth';
import { ObligationIncurredV1, ObligationReceivedV1, ObligationReducedV1, ObligationWaivedV1, type ReceivedEvent } from '@aftercare/contracts';
import { newId } from '@aftercare/kernel';
import { startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { api } from '../../api';
import { migrations } from '../../persistence/migrations';
import { OldPartDuties } from '../../projections/old-part-duties';
import { analyticsRules } from '../../rules';
import type { OldPartDebt } from './show-old-part-debt';
import type { OldPartReturn } from './show-old-part-return';

let analytics: ServiceUnderTest;
const projection = new OldPartDuties();
const hear = (...events: readonly { readonly type: string; readonly data: object }[]): Promise<void> =>
  analytics.database.withTx({ principal: systemPrincipal('analytics', '*'), branches: '*' }, (tx) => projection.apply(events as unknown as ReceivedEvent<never>[], tx));

/** A duty of DL017 of so many pieces that is due on this day. */
const incurred = (dueOn: string, more: object = {}) => {
  const about = { obligationId: newId(), dueOn, ...more };
  return { about, event: { type: ObligationIncurredV1.type, data: { ...ObligationIncurredV1.example, ...about } } };
};
const back = (about: object, receivedOn: string, onTime: boolean | null, openQty = 0) => ({
  type: ObligationReceivedV1.type, data: { ...ObligationReceivedV1.example, state: onTime === null ? 'reminded' : 'received', ...about, receivedOn, onTime, openQty },
});

beforeAll(async () => {
  analytics = await startForTest({ ...api, migrations, rules: analyticsRules });
  const [inTime, late, never, partly, waived, lapsed, elsewhere, later] = [
    incurred('2026-07-05'), incurred('2026-07-06'), incurred('2026-07-31'), incurred('2026-07-08', { qty: 3 }), incurred('2026-07-09'), incurred('2026-07-10'),
    incurred('2026-07-10', { branchId: 'BR06', dealerCode: 'DL020' }), incurred('2099-07-10'),
  ];
  await hear(...[inTime, late, never, partly].map(({ event }) => event), back(inTime.about, '2026-07-05', true));
  await hear(...[waived, lapsed, elsewhere, later].map(({ event }) => event));
  await hear(back(late.about, '2026-07-07', false), back(partly.about, '2026-07-01', null, 2), back(later.about, '2026-07-01', true), back(elsewhere.about, '2026-07-10', true));
  await hear({ type: ObligationWaivedV1.type, data: { ...ObligationWaivedV1.example, ...waived.about, state: 'waived' } }, { type: ObligationReducedV1.type, data: { ...ObligationReducedV1.example, ...lapsed.about, state: 'lapsed' } });
  await analytics.advanceTo('2026-12-15T04:00:00Z');
});
afterAll(() => analytics?.stop());

const rate = async (who: Parameters<ServiceUnderTest['as']>[0], query: string) => (await (await analytics.as(who)).get<OldPartReturn>(`/kpis/old-part-return?${query}`)).body;

it('is returned in full by the due day ÷ due, without what was waived or lapsed, in the month of the due day', async () => {
  expect(await rate('hqAnalyst', 'month=2026-07')).toEqual({
    numerator: 2, denominator: 5, rate: '40.00',
    dealers: [{ branchId: 'BR05', dealerCode: 'DL017', numerator: 1, denominator: 4, rate: '25.00' }, { branchId: 'BR06', dealerCode: 'DL020', numerator: 1, denominator: 1, rate: '100.00' }],
    year: [{ month: '2026-07', numerator: 2, denominator: 5, rate: '40.00' }],
  });
  expect(await rate('clerk', 'month=2026-07')).toMatchObject({ numerator: 1, denominator: 4 });
  expect(await rate('hqAnalyst', 'month=2026-07&dealer=DL020')).toMatchObject({ numerator: 1, denominator: 1 });
});

it('says nothing where nothing is due: before the end of the due day, in another month, in a branch of others', async () => {
  const none = { numerator: 0, denominator: 0, rate: null, dealers: [], year: [] };
  expect(await rate('hqAnalyst', 'month=2099-07')).toEqual(none);
  expect(await rate('hqAnalyst', 'month=2026-06')).toEqual(none);
  expect(await rate('clerk', 'month=2026-07&branch=BR06')).toEqual(none);
  expect((await (await analytics.as('clerk')).get('/kpis/old-part-return?month=2026-13')).status).toBe(400);
  expect((await (await analytics.as('dealer')).get('/kpis/old-part-return?month=2026-07')).status).toBe(403);
});

it('is owed by age, pieces and not duties', async () => {
  const { body } = await (await analytics.as('clerk')).get<OldPartDebt>('/old-part-debt');
  expect(body.dealers).toEqual([{ branchId: 'BR05', dealerCode: 'DL017', duties: 2, notDue: 0, to30Days: 0, to90Days: 0, over90Days: 3, oldestDueOn: '2026-07-08' }]);
});
