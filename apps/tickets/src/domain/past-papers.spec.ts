import { PastRepair, type RepairOutcome } from './past-repair';
import { PastSurvey, type SurveyAnswer } from './past-survey';

const now = new Date('2026-07-01T01:00:00Z');
const about = { id: '0192f0c1-2d6e-7abc-8def-0123456789a1', branchId: 'BR05', source: 'sample', ticketId: '0192f0c1-2d6e-7abc-8def-0123456789a2', zone: 'Asia/Shanghai' };

describe('a repair of an earlier system', () => {
  const underWay: RepairOutcome = { state: 'in_progress', completedOn: null, partsCost: null, labourCost: null };
  const repair = (): PastRepair => PastRepair.fromHistory({
    ...about, number: 'RP-HZ-2025-000001', serial: 'YG2503000407', faultFamily: 'HEAT', faultCode: 'HEAT-01', technicianId: 'ST032', openedOn: '2025-07-02', reworkOverruled: false, ...underWay,
  }, 'ST002', now).repair;

  it('began with its day, where the branch is', () => expect(repair().openedAt.toISOString()).toBe('2025-07-01T16:00:00.000Z'));

  it.each<RepairOutcome>([
    { state: 'completed', completedOn: '2025-07-05', partsCost: '96.25', labourCost: '30.00' }, { state: 'cancelled', completedOn: null, partsCost: null, labourCost: null },
  ])('is told once that it was $state', (outcome) => {
    const it = repair();
    expect(it.told(outcome, 'ST002', now)).toEqual([{ type: 'RepairImported', by: 'ST002', at: now }]);
    expect(it.told({ ...outcome, state: 'completed', completedOn: '2025-07-09' }, 'ST002', now)).toEqual([]);
    expect(it).toMatchObject(outcome);
  });

  it('stays under way as long as nobody says how it ended', () => expect(repair().told(underWay, 'ST002', now)).toEqual([]));
});

describe('a questionnaire of an earlier system', () => {
  const unanswered: SurveyAnswer = { answeredOn: null, score: null, wouldRecommend: null };
  const survey = (): PastSurvey => PastSurvey.fromHistory({ ...about, number: 'SV-HZ-2025-000001', partyRole: 'dealer', sentOn: '2025-07-02', ...unanswered }, 'ST002', now).survey;

  it('is told its answer once', () => {
    const it = survey();
    expect(it.told(unanswered, 'ST002', now)).toEqual([]);
    expect(it.told({ answeredOn: '2025-07-05', score: 2, wouldRecommend: 3 }, 'ST002', now)).toEqual([{ type: 'SurveyImported', by: 'ST002', at: now }]);
    expect(it.told({ answeredOn: '2025-07-06', score: 5, wouldRecommend: 10 }, 'ST002', now)).toEqual([]);
    expect(it).toMatchObject({ answeredOn: '2025-07-05', score: 2, wouldRecommend: 3 });
  });
});
