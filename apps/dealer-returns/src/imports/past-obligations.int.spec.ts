import { ShipmentImportedV1 } from '@aftercare/contracts';
import { derivedId } from '@aftercare/kernel';
import { eventually, sampleFile, sampleRows, tablesSent, verdictsOf, type ServiceUnderTest } from '@aftercare/testing';
import { received, ReturnsUnderTest } from '../dealer-returns.fixture';
import type { ObligationInFull } from '../features/obligation/get-obligation';
import { PastNotes } from '../projections/past-notes';

const history = sampleFile('history/obligations.csv');
const rows = sampleRows('history/obligations.csv');
const [header = ''] = history.toString().split('\n');

let house: ReturnsUnderTest;
let returns: ServiceUnderTest;
const { send: sent, apply } = tablesSent(() => returns);
const send = (bytes: Buffer, more?: Parameters<typeof sent>[2]) => sent('obligations', bytes, more);

/** Inventory has told of a delivery of an earlier system. */
const told = (notes: readonly { number: string; branchId: string; dealerCode: string; part: string; ticketId?: string }[]): Promise<void> =>
  house.itself('*', (tx) => new PastNotes().apply(notes.map(({ number, ...more }) => {
    const shipmentId = derivedId('past-shipment', 'sample', number);
    return received(ShipmentImportedV1.type, shipmentId, more.branchId, { ...ShipmentImportedV1.example, shipmentId, noteNumber: number, ticketId: null, ...more });
  }), tx));

beforeAll(async () => {
  house = await ReturnsUnderTest.start();
  returns = house.service;
  const branches = sampleRows('branches.csv');
  await returns.rows("INSERT INTO branch SELECT *, 'Asia/Shanghai' FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING", branches.map((b) => b['branch_code']), branches.map((b) => b['short_code']));
  await returns.rows("INSERT INTO staff SELECT *, 'FA01', true, '{}'::text[], '{}'::text[] FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING", sampleRows('staff.csv').map((s) => s['staff_code']), sampleRows('staff.csv').map((s) => s['role']));
  await returns.rows('INSERT INTO dealer SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING', sampleRows('dealers.csv').map((d) => d['dealer_code']), sampleRows('dealers.csv').map((d) => d['branch_code']));
  await told(sampleRows('history/shipments.csv').map((row) => ({
    number: row['note_no']!, branchId: row['from_location']!.replace('WH-', ''), dealerCode: row['dealer_code']!, part: row['part_code']!, ticketId: derivedId('ticket', 'sample', row['ticket_no']!),
  })));
}, 60_000);
afterAll(() => house?.stop());

const sheet = (...lines: string[]): Buffer => Buffer.from([header, ...lines].join('\n'));
const view = async (number: string) => (await (await returns.as('auditor')).get<ObligationInFull>(`/obligations/${number}`)).body;
/** What comes by import alone: a duty that is due falls overdue meanwhile. */
const counts = async () => (await returns.rows<object>("SELECT (SELECT count(*) FROM obligation)::int AS duties, (SELECT count(*) FROM event WHERE type LIKE '%.imported.v1')::int AS events"))[0];
const factsOf = async (number: string) => (await house.factsOf((await view(number)).id)).map(({ fact }) => fact);

describe('the past year', () => {
  it('gets on file as it stood, each duty with one fact on its own day in the branch that had sent the parts; again, it changes nothing', async () => {
    const { body } = await send(history);
    expect([body.accepted, body.rejected, verdictsOf(body)]).toEqual([rows.length, 0, []]);
    expect(await apply(body.id)).toMatchObject({ applied: rows.length, changed: rows.length });
    const facts = await returns.rows<{ cell: string }>(
      `SELECT concat_ws(',', p.data ->> 'number', p.data ->> 'noteNumber', p.data ->> 'dealerCode', p.data ->> 'part', p.data ->> 'qty', p.data ->> 'incurredOn', p.data ->> 'dueOn', coalesce(p.data ->> 'receivedOn', ''), p.data ->> 'receivedQty',
              p.data ->> 'state', coalesce(p.data ->> 'waivedBy', ''), coalesce(p.data ->> 'waiveReason', '')) AS cell
         FROM event e, LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS data) p
        WHERE e.type = 'aftercare.dealer_returns.obligation.imported.v1' AND e.occurred_at = (p.data ->> 'incurredOn')::date::timestamp AT TIME ZONE 'Asia/Shanghai'
          AND split_part(p.data ->> 'number', '-', 2) = (SELECT short_code FROM branch WHERE id = e.branch_id) ORDER BY 1`);
    expect(facts.map(({ cell }) => cell)).toEqual(rows.map((row) => Object.values(row).join(',')).sort());
    const before = await counts();
    expect(await apply((await send(Buffer.concat([history, Buffer.from('\n')]))).body.id)).toMatchObject({ accepted: rows.length, changed: 0 });
    expect(await counts()).toEqual(before);
  }, 60_000);

  it('has duties as they are shown: received in time or not, waived, overdue with a part of it back; without a price, so that no penalty is proposed', async () => {
    expect(await view('OB-TJ-2025-000001')).toMatchObject({ branchId: 'BR01', dealerCode: 'DL001', part: 'PT010', qty: 1, receivedQty: 1, openQty: 0, state: 'received', dueOn: '2025-07-21', receivedOn: '2025-08-04', onTime: false, can: [] });
    expect(await view('OB-GZ-2025-000002')).toMatchObject({ state: 'received', onTime: true });
    expect(await view('OB-GZ-2025-000001')).toMatchObject({ state: 'waived', qty: 5, waivedQty: 5, openQty: 0, waiver: null, onTime: null });
    expect(await view('OB-SZ-2025-000009')).toMatchObject({ state: 'overdue', qty: 5, receivedQty: 4, openQty: 1, ticketId: derivedId('ticket', 'sample', sampleRows('history/shipments.csv').find((row) => row['note_no'] === 'DN-SZ-2025-000014')!['ticket_no']!) });
    expect(await returns.rows("SELECT 1 FROM timer WHERE kind = 'obligation.penalty'")).toEqual([]);
  });

  it('gives its numbers to nobody else: ours go on after them', async () => {
    const highest = Math.max(...rows.flatMap((row) => Number(/^OB-HZ-2026-(\d+)$/.exec(row['obligation_no']!)?.[1] ?? 0)));
    expect(await returns.rows("SELECT last FROM document_number WHERE branch_id = 'BR05' AND kind = 'OB' AND year = 2026")).toEqual([{ last: highest }]);
  });
});

describe('rows of an earlier system', () => {
  const dueIn = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const row = (number: string, over: Partial<Record<string, string>> = {}): string => {
    const values: Record<string, string> = {
      obligation_no: number, note_no: 'OLD-N', dealer_code: 'DL017', part_code: 'PT039', qty: '3', opened_on: '2025-07-04', due_on: '2025-07-19', received_on: '', received_qty: '0', state: 'overdue', waived_by: '', waive_reason: '', ...over,
    };
    return header.split(',').map((field) => values[field]).join(',');
  };
  beforeAll(() => told([{ number: 'OLD-N', branchId: 'BR05', dealerCode: 'DL017', part: 'PT039' }, { number: 'OLD-TJ', branchId: 'BR01', dealerCode: 'DL025', part: 'PT039' }]));

  it('are judged by what is on file, by their days, their pieces and their state', async () => {
    const { body } = await send(sheet(
      row('OLD-1'), row('OLD-2', { state: '已返还', received_on: '2025-07-10', received_qty: '3' }), row('OLD-3', { note_no: 'OLD-X' }), row('OLD-4', { dealer_code: 'DL005' }), row('OLD-5', { qty: '0' }), row('OLD-6', { due_on: '2025-07-03' }),
      row('OLD-7', { received_qty: '1' }), row('OLD-8', { state: 'received', received_on: '2025-07-10', received_qty: '2' }), row('OLD-9', { received_on: '2025-07-10', received_qty: '4' }), row('OLD-10', { state: 'waived', waive_reason: 'goodwill' }),
      row('OLD-11', { state: 'waived', waived_by: 'ST999', waive_reason: 'goodwill' }), row('OLD-12', { due_on: dueIn(30) }), row('OLD-13', { state: 'lapsed' }), row('OB-TJ-2025-000001'), row('OLD-14', { opened_on: '2999-01-01', due_on: '2999-01-02' }),
    ), { source: 'old' });
    expect([body.accepted, verdictsOf(body)]).toEqual([2, [
      '4 UNKNOWN_REFERENCE note_no', '5 UNKNOWN_REFERENCE dealer_code', '6 CODE_INVALID qty', '7 DATE_INVALID due_on', '8 VALUE_MISSING received_on', '9 CODE_INVALID received_qty', '10 CODE_INVALID received_qty',
      '11 VALUE_MISSING waived_by', '12 UNKNOWN_REFERENCE waived_by', '13 DATE_INVALID due_on', '14 UNKNOWN_REFERENCE state', '15 CODE_DUPLICATE obligation_no', '16 DATE_INVALID opened_on',
    ]]);
    // Two duties for one note: each is a line of its own.
    expect((await apply(body.id)).changed).toBe(2);
  });

  it('reach no other branch than those of who sends them', async () => {
    const { body } = await send(sheet(row('OLD-21'), row('OLD-22', { note_no: 'OLD-TJ', dealer_code: 'DL025' })), { source: 'old', who: 'branchManager' });
    expect([body.accepted, verdictsOf(body)]).toEqual([1, ['3 UNKNOWN_REFERENCE note_no']]);
    expect((await send(sheet(row('OLD-23')), { source: 'old', who: 'clerk' })).status).toBe(403);
  });

  it('that are open are owed here: reminded, overdue on the day after, received piece by piece; their row, when it comes again, changes nothing', async () => {
    const open = row('OLD-31', { opened_on: dueIn(-10), due_on: dueIn(20), state: 'open' });
    await apply((await send(sheet(open), { source: 'old' })).body.id);
    expect(await factsOf('OLD-31')).toEqual(['imported']);
    const { id, dueOn } = await view('OLD-31');
    await returns.advanceTo(new Date(Date.parse(`${dueOn}T00:00:00+08:00`) - 6 * 86_400_000));
    expect(await factsOf('OLD-31')).toEqual(['imported', 'reminded']);
    await returns.advanceTo(new Date(Date.parse(`${dueOn}T00:00:00+08:00`) + 86_400_000));
    expect(await factsOf('OLD-31')).toEqual(['imported', 'reminded', 'overdue']);
    const keeper = await returns.as('storekeeper');
    expect((await keeper.post(`/obligations/${id}/receive`, { part: 'PT039', qty: 1 })).status).toBe(200);
    expect((await apply((await send(sheet(open, row('OLD-32')), { source: 'old' })).body.id)).changed).toBe(1);
    expect(await view('OLD-31')).toMatchObject({ state: 'overdue', openQty: 2 });
  }, 60_000);

  it('that are open and were due before they came fall due at once, without a reminder', async () => {
    await apply((await send(sheet(row('OLD-41', { state: 'open' })), { source: 'old' })).body.id);
    await eventually(async () => expect(await factsOf('OLD-41')).toEqual(['imported', 'overdue']));
  });

  it('whose number somebody else has got since they were judged are refused by name, and nothing of them is on file', async () => {
    const { body } = await send(sheet(row('OLD-51'), row('OLD-52')), { source: 'old' });
    await apply((await send(sheet(row('OLD-52')), { source: 'other' })).body.id);
    const before = await counts();
    expect(await (await returns.as('admin')).post(`/imports/${body.id}/apply`, {})).toMatchObject({ status: 409, body: { type: '/problems/obligation.number-taken', detail: expect.stringContaining('OLD-52') } });
    expect(await counts()).toEqual(before);
  });
});
