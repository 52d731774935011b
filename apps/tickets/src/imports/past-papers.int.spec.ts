import { sampleFile, sampleRows, tablesSent, verdictsOf, type ServiceUnderTest } from '@aftercare/testing';
import type { ListedPastRepairs } from '../features/past/list-past-repairs';
import type { ListedPastSurveys } from '../features/past/list-past-surveys';
import type { TicketTimeline } from '../features/ticket/show-timeline';
import { TicketsUnderTest } from '../tickets.fixture';
import { pastTicketId } from './past-tickets';

const past = (kind: Kind): Buffer => sampleFile(`history/${kind}.csv`);
type Kind = 'repairs' | 'surveys' | 'tickets';
const repairs = sampleRows('history/repairs.csv');
// Words may go over two lines; they are not taken in.
const surveys = sampleRows('history/surveys.csv').filter((row) => row['survey_no']!.startsWith('SV-'));

let house: TicketsUnderTest;
let tickets: ServiceUnderTest;
type Who = Parameters<ServiceUnderTest['as']>[0];
const { send, apply, put } = tablesSent(() => tickets);

const sheet = (kind: Kind, ...rows: Record<string, string>[]): Buffer => {
  const [header = ''] = past(kind).toString().split('\n');
  return Buffer.from([header, ...rows.map((row) => header.split(',').map((field) => row[field] ?? '').join(','))].join('\n'));
};
const facts = async (type: string) => (await tickets.rows<{ facts: number }>("SELECT count(*)::int AS facts FROM event WHERE type = 'aftercare.tickets.' || $1 || '.imported.v1'", type))[0]!.facts;
const timers = async () => (await tickets.rows<{ n: number }>("SELECT count(*)::int AS n FROM timer WHERE kind NOT LIKE 'import.%'"))[0]!.n;
const get = async <T>(path: string, who: Who = 'auditor') => (await (await tickets.as(who)).get<T>(path)).body;

beforeAll(async () => {
  house = await TicketsUnderTest.start();
  tickets = house.service;
  await house.knowFactory();
  await put('tickets', past('tickets'));
}, 120_000);
afterAll(() => house?.stop());

describe('the past year', () => {
  it('has its repairs on file, each with one fact on its own day, nobody is woken; again, they change nothing', async () => {
    expect(await put('repairs', past('repairs'))).toMatchObject({ applied: repairs.length, changed: repairs.length });
    const told = await tickets.rows<{ cell: string }>(
      `SELECT concat_ws(',', p.data ->> 'number', p.data ->> 'serial', p.data ->> 'faultFamily', p.data ->> 'faultCode', e.branch_id, p.data ->> 'technicianId', p.data ->> 'openedOn', coalesce(p.data ->> 'completedOn', ''), p.data ->> 'state',
              coalesce(p.data ->> 'partsCost', ''), coalesce(p.data ->> 'labourCost', ''), CASE WHEN (p.data ->> 'reworkOverruled')::boolean THEN 'yes' ELSE 'no' END) AS cell
         FROM event e, LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS data) p
        WHERE e.type = 'aftercare.tickets.repair.imported.v1' AND e.occurred_at = (p.data ->> 'openedOn')::date::timestamp AT TIME ZONE 'Asia/Shanghai' ORDER BY 1`);
    const columns = ['repair_no', 'serial', 'fault_family', 'fault_code', 'branch_code', 'technician_code', 'opened_on', 'completed_on', 'state', 'parts_cost', 'labour_cost', 'rework_overruled'];
    expect(told.map(({ cell }) => cell)).toEqual(repairs.map((row) => columns.map((name) => row[name]).join(',')).sort());
    expect(await put('repairs', Buffer.concat([past('repairs'), Buffer.from('\n')]))).toMatchObject({ accepted: repairs.length, changed: 0 });
    expect([await facts('repair'), await timers()]).toEqual([repairs.length, 0]);
  }, 60_000);

  it('has its questionnaires on file, without the words; again, they change nothing', async () => {
    expect(await put('surveys', past('surveys'))).toMatchObject({ applied: surveys.length, changed: surveys.length });
    const told = await tickets.rows<{ cell: string; words: number }>(
      `SELECT concat_ws(',', p.data ->> 'number', e.branch_id, p.data ->> 'partyRole', p.data ->> 'sentOn', coalesce(p.data ->> 'answeredOn', ''), coalesce(p.data ->> 'score', ''), coalesce(p.data ->> 'wouldRecommend', '')) AS cell
         FROM event e, LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS data) p
        WHERE e.type = 'aftercare.tickets.survey.imported.v1' AND e.occurred_at = (p.data ->> 'sentOn')::date::timestamp AT TIME ZONE 'Asia/Shanghai' ORDER BY 1`);
    const columns = ['survey_no', 'branch_code', 'party_role', 'sent_on', 'answered_on', 'score', 'would_recommend'];
    expect(told.map(({ cell }) => cell)).toEqual(surveys.map((row) => columns.map((name) => row[name]).join(',')).sort());
    expect(await put('surveys', Buffer.concat([past('surveys'), Buffer.from('\n')]))).toMatchObject({ accepted: surveys.length, changed: 0 });
    expect([await facts('survey'), await timers()]).toEqual([surveys.length, 0]);
  }, 60_000);

  it('stands on the timeline of its tickets: opened, repaired, asked, answered, in this order', async () => {
    await house.catchUp();
    const repair = repairs.find((row) => row['ticket_no'] === 'TK-ZZ-2025-000001')!;
    const survey = surveys.find((row) => row['ticket_no'] === 'TK-ZZ-2025-000001')!;
    const { items } = await get<TicketTimeline>('/tickets/TK-ZZ-2025-000001/timeline');
    const day = (on: string | undefined) => new Date(`${on}T00:00:00+08:00`).toISOString();
    const parts = items.filter(({ fact }) => /^(repair|survey)_/.test(fact)).map(({ fact, at }) => [fact, at]);
    expect(parts).toEqual([['repair_imported', day(repair['opened_on'])], ['repair_completed', day(repair['completed_on'])], ['survey_imported', day(survey['sent_on'])], ['survey_answered', day(survey['answered_on'])]]);
    expect(items.find(({ fact }) => fact === 'survey_answered')?.details).toEqual({ number: survey['survey_no'], score: Number(survey['score']), wouldRecommend: Number(survey['would_recommend']) });
  });

  it('is listed by ticket, device, customer, month and score; nobody sees other branches', async () => {
    const ticketId = pastTicketId('sample', 'TK-ZZ-2025-000001');
    const repair = repairs.find((row) => row['ticket_no'] === 'TK-ZZ-2025-000001')!;
    const ofTicket = await get<ListedPastRepairs>(`/past-repairs?ticket=${ticketId}`);
    expect(ofTicket.items).toEqual([expect.objectContaining({ number: repair['repair_no'], ticketId, serial: repair['serial'], completedOn: repair['completed_on'], partsCost: repair['parts_cost'], reworkOverruled: false })]);
    const ofDevice = repairs.filter((row) => row['serial'] === repair['serial']);
    expect((await get<ListedPastRepairs>(`/past-repairs?serial=${repair['serial']}`)).items.map(({ number }) => number).sort()).toEqual(ofDevice.map((row) => row['repair_no']).sort());
    const surveysOf = (ticketNos: readonly string[]) => surveys.filter((row) => ticketNos.includes(row['ticket_no']!)).map((row) => row['survey_no']).sort();
    const pastTickets = sampleRows('history/tickets.csv');
    const ofSerial = pastTickets.filter((row) => row['serial'] === repair['serial']).map((row) => row['ticket_no']!);
    expect((await get<ListedPastSurveys>(`/past-surveys?serial=${repair['serial']}`)).items.map(({ number }) => number).sort()).toEqual(surveysOf(ofSerial));
    // Also what was done under a record that was found to be his.
    const [code = '', other = ''] = [...new Set(pastTickets.map((row) => row['customer_code']!).filter((one) => one !== ''))];
    const his = pastTickets.filter((row) => [code, other].includes(row['customer_code']!)).map((row) => row['ticket_no']!);
    const [{ id: customerId }] = (await tickets.rows<{ id: string }>('SELECT id FROM customer WHERE code = $1', code)) as [{ id: string }];
    await tickets.rows('UPDATE customer SET merged_into = $1 WHERE code = $2', customerId, other);
    expect((await get<ListedPastSurveys>(`/past-surveys?customer=${customerId}&limit=200`)).items.map(({ number }) => number).sort()).toEqual(surveysOf(his));
    expect((await get<ListedPastRepairs>(`/past-repairs?customer=${customerId}&limit=200`)).items.map(({ number }) => number).sort()).toEqual(repairs.filter((row) => his.includes(row['ticket_no']!)).map((row) => row['repair_no']).sort());
    const low = surveys.filter((row) => row['answered_on']!.startsWith('2026-03') && Number(row['score']) < 4);
    expect((await get<ListedPastSurveys>('/past-surveys?answered=2026-03&dissatisfied=true&limit=200')).items.map(({ number }) => number).sort()).toEqual(low.map((row) => row['survey_no']).sort());
    const seen: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page: ListedPastSurveys = await get(`/past-surveys?limit=50${after === '' ? '' : `&after=${after}`}`, 'clerk');
      seen.push(...page.items.map(({ number }) => number));
      after = page.next;
    }
    expect(seen.toSorted()).toEqual(surveys.filter((row) => row['branch_code'] === 'BR05').map((row) => row['survey_no']!).sort());
    expect((await (await tickets.as('clerk')).get('/past-repairs?after=yesterday')).status).toBe(400);
  });
});

describe('rows of an earlier system', () => {
  const ofHouse = repairs.find((row) => row['branch_code'] === 'BR05' && row['state'] === 'completed')!;
  const repair = (repair_no: string, over: Record<string, string> = {}) => ({ ...ofHouse, repair_no, ...over });
  const asked = surveys.find((row) => row['branch_code'] === 'BR05')!;
  const survey = (survey_no: string, over: Record<string, string> = {}) => ({ ...asked, sent_on: '2026-06-01', answered_on: '2026-06-02', score: '4', would_recommend: '7', comment: '', survey_no, ...over });

  it('of repairs are judged by what is on file, by their days and by their state', async () => {
    const { body } = await send('repairs', sheet('repairs',
      repair('OLD-1'), repair('OLD-2', { state: '已完成', rework_overruled: '是' }), repair('OLD-3', { ticket_no: 'TK-HZ-1999-000001' }), repair('OLD-4', { branch_code: 'BR01' }), repair('OLD-5', { fault_family: 'MAGIC' }),
      repair('OLD-6', { fault_family: 'PUMP', fault_code: 'HEAT-01' }), repair('OLD-7', { completed_on: '' }), repair('OLD-8', { completed_on: '2025-06-30' }), repair('OLD-9', { state: 'cancelled' }), repair('OLD-10', { parts_cost: '-1' }),
      repair(ofHouse['repair_no']!), repair('OLD-11', { opened_on: '2999-01-01', completed_on: '' }),
    ), { source: 'old' });
    expect([body.accepted, verdictsOf(body)]).toEqual([2, [
      '4 UNKNOWN_REFERENCE ticket_no', '5 UNKNOWN_REFERENCE branch_code', '6 UNKNOWN_REFERENCE fault_family', '7 UNKNOWN_REFERENCE fault_code', '8 VALUE_MISSING completed_on', '9 DATE_INVALID completed_on', '10 DATE_INVALID completed_on',
      '11 PRICE_INVALID parts_cost', '12 CODE_DUPLICATE repair_no', '13 DATE_INVALID opened_on',
    ]]);
    expect((await apply(body.id)).changed).toBe(2);
  });

  it('of questionnaires are judged by what is on file, by their days and by their score', async () => {
    const { body } = await send('surveys', sheet('surveys',
      survey('OLD-1'), survey('OLD-2', { answered_on: '', score: '', would_recommend: '' }), survey('OLD-3', { ticket_no: 'TK-HZ-1999-000001' }), survey('OLD-4', { branch_code: 'BR01' }), survey('OLD-5', { answered_on: '2026-05-31' }),
      survey('OLD-6', { score: '6' }), survey('OLD-7', { score: '' }), survey('OLD-8', { would_recommend: '11' }), survey('OLD-9', { answered_on: '' }), survey('OLD-10', { party_role: 'neighbour' }), survey('OLD-11', { sent_on: '2999-01-01' }),
      survey(asked['survey_no']!),
    ), { source: 'old' });
    expect([body.accepted, verdictsOf(body)]).toEqual([2, [
      '4 UNKNOWN_REFERENCE ticket_no', '5 UNKNOWN_REFERENCE branch_code', '6 DATE_INVALID answered_on', '7 CODE_INVALID score', '8 VALUE_MISSING score', '9 CODE_INVALID would_recommend', '10 CODE_INVALID score',
      '11 UNKNOWN_REFERENCE party_role', '12 DATE_INVALID sent_on', '13 CODE_DUPLICATE survey_no',
    ]]);
    expect((await apply(body.id)).changed).toBe(2);
  });

  it('reach no other branch than those of who sends them', async () => {
    const elsewhere = repairs.find((row) => row['branch_code'] === 'BR01')!;
    const { body } = await send('repairs', sheet('repairs', repair('OLD-21'), { ...elsewhere, repair_no: 'OLD-22' }), { source: 'old', who: 'branchManager' });
    expect([body.accepted, verdictsOf(body)]).toEqual([1, ['3 UNKNOWN_REFERENCE ticket_no']]);
    expect((await send('surveys', sheet('surveys', survey('OLD-23')), { source: 'old', who: 'clerk' })).status).toBe(403);
  });

  it('tell later how a repair ended, and what was answered; what was told stays as it is', async () => {
    await put('repairs', sheet('repairs', repair('OLD-31', { state: 'in_progress', completed_on: '' })));
    await put('surveys', sheet('surveys', survey('OLD-31', { answered_on: '', score: '', would_recommend: '' })));
    const before = [await facts('repair'), await facts('survey')];
    for (const [on, changed] of [[ofHouse['completed_on']!, 1], ['2026-06-30', 0]] as const) expect((await put('repairs', sheet('repairs', repair('OLD-31', { completed_on: on })))).changed).toBe(changed);
    for (const [score, changed] of [['2', 1], ['5', 0]] as const) expect((await put('surveys', sheet('surveys', survey('OLD-31', { score })))).changed).toBe(changed);
    expect([await facts('repair'), await facts('survey')]).toEqual(before.map((n) => n + 1));
    expect((await get<ListedPastSurveys>(`/past-surveys?ticket=${pastTicketId('sample', asked['ticket_no']!)}`)).items.find(({ number }) => number === 'OLD-31')).toMatchObject({ answeredOn: '2026-06-02', score: 2 });
  });

  it('whose number somebody else has got since they were judged are refused by name, and nothing of them is on file', async () => {
    const { body } = await send('repairs', sheet('repairs', repair('OLD-41'), repair('OLD-42')), { source: 'old' });
    await put('repairs', sheet('repairs', repair('OLD-42')));
    const before = await facts('repair');
    expect(await (await tickets.as('admin')).post(`/imports/${body.id}/apply`, {})).toMatchObject({ status: 409, body: { type: '/problems/past-paper.number-taken', detail: expect.stringContaining('OLD-42') } });
    expect(await facts('repair')).toBe(before);
  });
});
