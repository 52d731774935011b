import { derivedId, newId } from '@aftercare/kernel';
import { sampleFile, sampleRows, tablesSent, verdictsOf, type ServiceUnderTest } from '@aftercare/testing';
import type { ListedPastShipments } from '../features/past-shipment/list-past-shipments';
import { InventoryUnderTest } from '../inventory.fixture';

const rows = sampleRows('history/shipments.csv');
const [header = ''] = sampleFile('history/shipments.csv').toString().split('\n');

let inventory: InventoryUnderTest;
let service: ServiceUnderTest;
type Who = Parameters<ServiceUnderTest['as']>[0];
const { send, apply, put } = tablesSent(() => service);

const history = sampleFile('history/shipments.csv');
const sheet = (...lines: string[]): Buffer => Buffer.from([header, ...lines].join('\n'));
const counts = async () => (await service.rows<object>(
  `SELECT (SELECT count(*) FROM past_shipment)::int AS shipments, (SELECT count(*) FROM event WHERE type = 'aftercare.inventory.shipment.imported.v1')::int AS facts, (SELECT count(*) FROM timer WHERE kind NOT LIKE 'import.%')::int AS timers,
          (SELECT count(*) FROM stock_transfer)::int AS moves, (SELECT count(*) FROM shipment)::int AS travelling, (SELECT count(*) FROM event WHERE type NOT LIKE '%registered%')::int AS events`))[0];
const list = async (query: string, who: Who = 'auditor') => (await (await service.as(who)).get<ListedPastShipments>(`/past-shipments?${query}`)).body;

beforeAll(async () => {
  inventory = await InventoryUnderTest.start({ empty: true });
  ({ service } = inventory);
  const branches = sampleRows('branches.csv');
  await service.rows("INSERT INTO branch (id, short_code, zone, calendar_code) SELECT *, 'Asia/Shanghai', 'CN-STD' FROM unnest($1::text[], $2::text[])", branches.map((b) => b['branch_code']), branches.map((b) => b['short_code']));
  await service.rows("INSERT INTO staff (role, branch_id, active, skills, relatives, id) SELECT 'clerk', 'BR05', true, '{}'::text[], '{}'::text[], unnest($1::text[])", sampleRows('staff.csv').map((s) => s['staff_code']));
  await service.rows('INSERT INTO product_model (code) SELECT unnest($1::text[])', sampleRows('product_models.csv').map((m) => Object.values(m)[0]));
  await service.rows("INSERT INTO dealer (branch_id, code) SELECT 'BR05', unnest($1::text[])", sampleRows('dealers.csv').map((d) => d['dealer_code']));
  const tickets = sampleRows('history/tickets.csv');
  await service.rows(
    "INSERT INTO ticket (owner_id, open, id, number, branch_id, serial) SELECT 'ST030', false, * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])",
    tickets.map((t) => derivedId('ticket', 'sample', t['ticket_no']!)), tickets.map((t) => t['ticket_no']), tickets.map((t) => t['branch_code']), tickets.map((t) => t['serial']),
  );
  for (const kind of ['parts', 'locations', 'carriers']) await put(kind, sampleFile(`${kind}.csv`));
}, 60_000);
afterAll(() => inventory?.service.stop());

describe('the past year', () => {
  it('gets on file as it was, each delivery with one fact on its own day; no stock moves, nobody waits for anything; again, it changes nothing', async () => {
    expect(await put('shipments', history)).toMatchObject({ applied: rows.length, changed: rows.length });
    expect(await counts()).toEqual({ shipments: rows.length, facts: rows.length, timers: 0, moves: 0, travelling: 0, events: rows.length });
    const told = await service.rows<{ cell: string }>(
      `SELECT concat_ws(',', p.data ->> 'noteNumber', p.data ->> 'location', p.data ->> 'dealerCode', p.data ->> 'carrier', p.data ->> 'waybill', p.data ->> 'part', p.data ->> 'qty', p.data ->> 'dispatchedOn', p.data ->> 'promisedOn',
              coalesce(p.data ->> 'arrivedOn', ''), coalesce(p.data ->> 'receivedQty', ''), coalesce(p.data ->> 'difference', '')) AS cell
         FROM event e, LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS data) p
        WHERE e.type = 'aftercare.inventory.shipment.imported.v1' AND e.occurred_at = (p.data ->> 'dispatchedOn')::date::timestamp AT TIME ZONE 'Asia/Shanghai' AND e.branch_id = (SELECT branch_id FROM location WHERE code = p.data ->> 'location') ORDER BY 1`);
    const columns = ['note_no', 'from_location', 'dealer_code', 'carrier_code', 'tracking_no', 'part_code', 'qty_shipped', 'shipped_on', 'promised_on', 'arrived_on', 'qty_received', 'discrepancy_type'];
    expect(told.map(({ cell }) => cell)).toEqual(rows.map((row) => columns.map((name) => row[name]).join(',')).sort());
    const before = await counts();
    expect(await put('shipments', Buffer.concat([history, Buffer.from('\n')]))).toMatchObject({ accepted: rows.length, changed: 0 });
    expect(await counts()).toEqual(before);
  }, 60_000);

  it('is listed by ticket, customer, device, dealer, note, waybill and promised month, page by page; a dealer sees his own', async () => {
    const one = rows.find((row) => row['discrepancy_type'] === 'short')!;
    const ticketId = derivedId('ticket', 'sample', one['ticket_no']!);
    const { items } = await list(`ticket=${ticketId}`);
    expect(items).toEqual([expect.objectContaining({ noteNumber: one['note_no'], ticketId, waybill: one['tracking_no'], qty: Number(one['qty_shipped']), receivedQty: Number(one['qty_received']), difference: 'short', arrivedOn: one['arrived_on'] })]);
    expect((await list(`note=${one['note_no']}`)).items).toEqual(items);
    expect((await list(`waybill=${one['tracking_no']}`)).items).toEqual(items);
    expect((await list(`shipment=${items[0]!.id}`)).items).toEqual(items);
    const { serial } = sampleRows('history/tickets.csv').find(({ ticket_no: number }) => number === one['ticket_no'])!;
    expect((await list(`serial=${serial}`)).items).toContainEqual(items[0]);
    const [customer, merged] = [newId(), newId()];
    await service.rows("INSERT INTO customer (id, branch_id, code, merged_into) VALUES ($1, 'BR05', 'CU90001', NULL), ($2, 'BR05', 'CU90002', $1)", customer, merged);
    await service.rows('UPDATE ticket SET customer_id = $1 WHERE id = $2', merged, ticketId);
    expect((await list(`customer=${customer}`)).items).toEqual(items);
    const due = rows.filter((row) => row['promised_on']!.startsWith('2026-03'));
    expect((await list('promised=2026-03&limit=200')).items.map(({ noteNumber }) => noteNumber).sort()).toEqual(due.map((row) => row['note_no']).sort());
    const own = rows.filter((row) => row['dealer_code'] === 'DL017' && row['from_location'] === 'WH-BR05');
    const seen: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page: ListedPastShipments = await list(`limit=3${after === '' ? '' : `&after=${after}`}`, 'dealer');
      seen.push(...page.items.map(({ noteNumber }) => noteNumber));
      after = page.next;
    }
    expect(seen).toHaveLength(own.length);
    expect(seen.toSorted()).toEqual(own.map((row) => row['note_no']).sort());
    expect((await list('dealer=DL017&limit=200', 'clerkElsewhere')).items).toEqual([]);
  });

  it('gives its numbers to nobody else: our notes go on after them', async () => {
    const highest = Math.max(...rows.flatMap((row) => Number(/^DN-HZ-2026-(\d+)$/.exec(row['note_no']!)?.[1] ?? 0)));
    expect(await service.rows("SELECT last FROM document_number WHERE branch_id = 'BR05' AND kind = 'DN' AND year = 2026")).toEqual([{ last: highest }]);
  });
});

describe('rows of an earlier system', () => {
  const row = (number: string, over: Partial<Record<string, string>> = {}): string => {
    const values: Record<string, string> = { ...rows[0]!, from_location: 'WH-BR05', ticket_no: '', note_no: number, ...over };
    return header.split(',').map((field) => values[field]).join(',');
  };

  it('are judged by what is on file, by their days and by their pieces', async () => {
    const { body } = await send('shipments', sheet(
      row('OLD-1'), row('OLD-2', { discrepancy_type: '少收', qty_received: '1' }), row('OLD-3', { ticket_no: 'TK-HZ-1999-000001' }), row('OLD-4', { carrier_code: 'CR99' }), row('OLD-5', { part_code: 'PT999' }),
      row('OLD-6', { qty_shipped: '0' }), row('OLD-7', { promised_on: '2025-07-01' }), row('OLD-8', { arrived_on: '2025-07-01' }), row('OLD-9', { qty_received: '' }), row('OLD-10', { arrived_on: '' }),
      row('OLD-11', { shipped_on: '2999-01-01', promised_on: '2999-01-02' }), row('OLD-12', { dealer_code: 'DL999' }), row('OLD-13', { discrepancy_type: 'lost' }), row('OLD-1', { part_code: 'PT001' }), row(rows[0]!['note_no']!, {}),
    ), { source: 'old', who: 'admin' });
    expect([body.accepted, verdictsOf(body)]).toEqual([2, [
      '4 UNKNOWN_REFERENCE ticket_no', '5 UNKNOWN_REFERENCE carrier_code', '6 UNKNOWN_REFERENCE part_code', '7 CODE_INVALID qty_shipped', '8 DATE_INVALID promised_on', '9 DATE_INVALID arrived_on', '10 VALUE_MISSING qty_received',
      '11 CODE_INVALID qty_received', '12 DATE_INVALID shipped_on', '13 UNKNOWN_REFERENCE dealer_code', '14 DATE_INVALID arrived_on', '15 CODE_DUPLICATE note_no', '16 CODE_DUPLICATE note_no',
    ]]);
    expect((await apply(body.id)).changed).toBe(2);
  });

  it('reach no other branch than those of who sends them', async () => {
    const { body } = await send('shipments', sheet(row('OLD-21'), row('OLD-22', { from_location: 'WH-BR01' })), { source: 'old', who: 'branchManager' });
    expect([body.accepted, verdictsOf(body)]).toEqual([1, ['3 UNKNOWN_REFERENCE from_location']]);
    expect((await apply(body.id, 'branchManager')).changed).toBe(1);
    expect((await send('shipments', sheet(row('OLD-23')), { source: 'old', who: 'clerk' })).status).toBe(403);
  });

  it('tell later how one ended that was on its way there; what has ended stays as it is', async () => {
    const travelling = row('OLD-31', { arrived_on: '', qty_received: '' });
    expect((await put('shipments', sheet(travelling))).changed).toBe(1);
    const factsBefore = (await counts() as { facts: number }).facts;
    expect((await put('shipments', sheet(row('OLD-31', { arrived_on: '2025-07-09' })))).changed).toBe(1);
    expect((await put('shipments', sheet(row('OLD-31', { arrived_on: '2025-07-08' }), travelling.replace('OLD-31', 'OLD-32')))).changed).toBe(1);
    expect((await list('note=OLD-31')).items).toEqual([expect.objectContaining({ arrivedOn: '2025-07-09', receivedQty: 2 })]);
    expect(await counts()).toMatchObject({ facts: factsBefore + 2, timers: 0, moves: 0 });
  });

  it('whose number somebody else has got since they were judged are refused by name, and nothing of them is on file', async () => {
    const { body } = await send('shipments', sheet(row('OLD-41'), row('OLD-42')), { source: 'old', who: 'admin' });
    await put('shipments', sheet(row('OLD-42')));
    const before = await counts();
    expect(await (await service.as('admin')).post(`/imports/${body.id}/apply`, {})).toMatchObject({ status: 409, body: { type: '/problems/past-shipment.number-taken', detail: expect.stringContaining('OLD-42') } });
    expect(await counts()).toEqual(before);
  });
});
