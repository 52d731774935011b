import { ObligationIncurredV1, PartsRequestSubmittedV1, RepairImportedV1, ShipmentDispatchedV1, ShipmentImportedV1, TicketImportedV1, TicketOpenedV1, type EventContract, type EventData, type ReceivedEvent } from '@aftercare/contracts';
import { newId } from '@aftercare/kernel';
import { initialsOf } from '@aftercare/tables';
import { principals, startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { api } from '../../api';
import { asImport } from '../../directory.fixture';
import { directoryRules } from '../../domain/rules';
import { importFactory } from '../../factory.fixture';
import { mappings } from '../../persistence/mappings';
import { migrations, withoutBranchWall } from '../../persistence/migrations';
import { Documents } from '../../projections/documents';
import { finders, type FoundCustomers } from './find-customers';

describe('looking things up in the directory', () => {
  let directory: ServiceUnderTest;
  let customer: { id: string; code: string; name: string; phone: string; address: string };
  const branchesSeenBy = async (who: keyof typeof principals) =>
    ((await (await directory.as(who)).get('/branches')).body as { items: { branchId: string }[] }).items.map(({ branchId }) => branchId);

  beforeAll(async () => {
    directory = await startForTest({ ...api, migrations, rules: directoryRules, mappings });
    await importFactory(directory, 'calendars', 'branches', 'staff', 'dealers', 'customers');
    [customer] = (await directory.rows<typeof customer>("SELECT id, code, name, phone, address FROM customer WHERE branch_id = 'BR05' ORDER BY code LIMIT 1")) as [typeof customer];
  });
  afterAll(() => directory?.stop());

  it('finds a customer by his number, masked, and shows him in full by his id', async () => {
    const clerk = await directory.as('clerk');
    const found = await clerk.post('/customers/search', { text: `0086 ${customer.phone}` }, { idempotencyKey: null });
    expect([found.status, found.body]).toEqual([200, { by: 'phone', items: [{
      id: customer.id, code: customer.code, branchId: 'BR05', customerClass: expect.any(String),
      name: customer.name[0] + '*'.repeat(customer.name.length - 1), phone: `199****${customer.phone.slice(-4)}`,
    }], documents: [] }]);
    const { name, phone, address } = customer;
    expect(await clerk.get(`/customers/${customer.id}`)).toMatchObject({ status: 200, body: { name, phone, address, branchId: 'BR05' } });
    expect((await clerk.post('/customers/search', { text: '19900099999' })).body).toEqual({ by: 'phone', items: [], documents: [] });
    expect(await clerk.post('/customers/search', { text: '199' })).toMatchObject({ status: 409, body: { type: '/problems/search.unclear' } });
  });

  it.each([
    ['last4', () => customer.phone.slice(-4)],
    ['code', () => customer.code.toLowerCase()],
    ['name', () => customer.name.slice(0, 2)],
    ['initials', () => initialsOf(customer.name).toUpperCase()],
  ])('finds him by his %s', async (by, text) => {
    const { body } = await (await directory.as('clerk')).post<{ by: string; items: { id: string }[] }>('/customers/search', { text: text() });
    expect([body.by, body.items.map(({ id }) => id)]).toEqual([by, expect.arrayContaining([customer.id])]);
  });

  it.each([
    ['phone', 'phone'], ['last4', 'phone_last4'], ['code', 'code'], ['initials', 'name_initials'], ['name', 'name'], ['document', 'number'],
  ] as const)('goes by an index when he is looked for by his %s, behind the wall as well', async (by, column) => {
    await directory.admin.query('ANALYZE customer; ANALYZE document');
    const finder = finders[by];
    // Of 400 customers it is cheaper to go through all in their order, of a million it is not.
    const text = (typeof finder === 'string' ? finder : finder.text).replace(/ORDER BY[\s\S]*$/, '');
    const plan = await directory.database.withTx({ principal: principals.auditor, branches: '*' }, async (tx) => {
      await tx.query('SET LOCAL enable_seqscan = off');
      return tx.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, ['x', null, ...(text.includes('$3') ? ['y'] : [])]);
    });
    const lines = plan.map((line) => line['QUERY PLAN']);
    expect(lines.join('\n')).toMatch(new RegExp(`Index Cond: \\(+${column} `));
    expect(lines.filter((line) => line.includes('Seq Scan'))).toEqual([]);
  });

  describe('by the number of a paper', () => {
    const [ticketId, pastTicketId, shipmentId] = [newId(), newId(), newId()];
    const told = (): ReceivedEvent<EventData & { branchId: string }>[] => ([
      [ShipmentImportedV1, { shipmentId: newId(), noteNumber: 'DN-OLD-1', waybill: 'KDA-OLD-1', ticketId: pastTicketId, dealerCode: 'DL017' }],
      [RepairImportedV1, { repairId: newId(), number: 'RO-OLD-1', ticketId: pastTicketId }],
      [ShipmentDispatchedV1, { shipmentId, number: 'SH-HZ-2026-000901', waybill: 'sf2026009011', ticketIds: [ticketId], dealerCode: null, tell: { staff: [], dealerCode: null, customerId: null } }],
      [PartsRequestSubmittedV1, { requestId: newId(), number: 'PR-HZ-2026-000901', customerId: customer.id, ticketId }],
      [ObligationIncurredV1, { obligationId: newId(), number: 'OB-HZ-2026-000901', dealerCode: 'DL017', ticketId: null }],
      [TicketImportedV1, { ticketId: pastTicketId, number: 'TK-OLD-1', customerId: customer.id }],
      [TicketOpenedV1, { ticketId, number: 'TK-HZ-2026-000901', customerId: customer.id }],
    ] as readonly [EventContract, EventData][]).map(([contract, data]) => ({ type: contract.type, data: { ...contract.example, ...data, branchId: 'BR05' } }) as unknown as ReceivedEvent<EventData & { branchId: string }>);
    const search = async (who: keyof typeof principals, text: string) => (await (await directory.as(who)).post<FoundCustomers>('/customers/search', { text })).body;

    it.each([['all at once', 99], ['one by one, the ticket last, and once more', 1]])('finds whose it is, heard %s', async (_how, chunk) => {
      await directory.admin.query('TRUNCATE document');
      const events = [...told(), ...told().slice(-1)];
      for (let at = 0; at < events.length; at += chunk) await asImport(directory, (tx) => new Documents().apply(events.slice(at, at + chunk), tx));
      for (const text of ['tk-hz-2026-000901', 'PR-HZ-2026-000901', 'SH-HZ-2026-000901', 'SF2026009011', 'TK-OLD-1', 'DN-OLD-1', 'kda-old-1', 'RO-OLD-1']) {
        const { by, items, documents } = await search('clerk', text);
        expect([text, by, items.map(({ id }) => id), documents.map(({ number }) => number)]).toEqual([text, 'document', [customer.id], [text.toUpperCase()]]);
      }
    });

    it('says of a waybill which shipment it is, and of a dealer’s paper whose account it goes to', async () => {
      expect((await search('clerk', 'SF2026009011')).documents).toEqual([{ kind: 'shipment', id: shipmentId, number: 'SF2026009011', branchId: 'BR05', dealerCode: null, ticketIds: [ticketId] }]);
      expect(await search('clerk', 'OB-HZ-2026-000901')).toMatchObject({ items: [], documents: [{ kind: 'obligation', dealerCode: 'DL017' }] });
      expect(await search('clerk', 'OB-HZ-2026-000999')).toEqual({ by: 'document', items: [], documents: [] });
    });

    it('says nothing of another branch’s', async () => {
      expect(await search('clerkElsewhere', 'TK-HZ-2026-000901')).toEqual({ by: 'document', items: [], documents: [] });
    });
  });

  it('shows customers to those who deal with them, not to a storekeeper or an analyst', async () => {
    for (const who of ['storekeeper', 'hqAnalyst'] as const) expect((await (await directory.as(who)).get(`/customers/${customer.id}`)).status).toBe(403);
  });

  it('lists the branches one works for, all of them for head office, page by page', async () => {
    expect(await branchesSeenBy('clerk')).toEqual(['BR05']);
    expect(await branchesSeenBy('supervisor')).toEqual(['BR05', 'BR06', 'BR07', 'BR08', 'RG2']);
    const analyst = await directory.as('hqAnalyst');
    const first = (await analyst.get('/branches?limit=10')).body as { items: object[]; next: string };
    expect([first.items.length, first.next]).toEqual([10, 'BR10']);
    expect(first.items[4]).toEqual({ branchId: 'BR05', name: '杭州分公司', shortCode: 'HZ', kind: 'branch', parentId: 'RG2', city: '杭州', zone: 'Asia/Shanghai', calendarCode: 'CN-STD' });
    const second = (await analyst.get(`/branches?limit=10&after=${first.next}`)).body as { items: object[]; next: null };
    expect([second.items.length, second.next]).toEqual([6, null]);
    for (const query of ['limit=0', 'limit=201', 'limit=ten', 'limit=1&limit=2', 'zone=UTC', 'after=a&after=b']) expect((await analyst.get(`/branches?${query}`)).status).toBe(400);
  });

  describe('the wall between branches', () => {
    const foreignSight = async () => {
      const foreign = await directory.as('clerkElsewhere');
      const search = await foreign.post('/customers/search', { text: customer.phone });
      return [(await foreign.get(`/customers/${customer.id}`)).status, search.body, await branchesSeenBy('clerkElsewhere')];
    };
    const nothing = [404, { by: 'phone', items: [], documents: [] }, ['BR01']];

    it('hides customers and branches of others, as if they did not exist', async () => {
      expect(await foreignSight()).toEqual(nothing);
      expect((await (await directory.as('clerk')).get(`/customers/${newId()}`)).status).toBe(404);
      expect((await (await directory.as('clerk')).get('/customers/CU00001')).status).toBe(404);
    });

    it('holds in the guard when the database has none', async () => {
      await directory.admin.query('ALTER TABLE customer DISABLE ROW LEVEL SECURITY; ALTER TABLE branch DISABLE ROW LEVEL SECURITY');
      try {
        expect(await foreignSight()).toEqual(nothing);
      } finally {
        await directory.admin.query('ALTER TABLE customer ENABLE ROW LEVEL SECURITY; ALTER TABLE branch ENABLE ROW LEVEL SECURITY');
      }
    });

    it('holds in the database when no guard asks, for every table with a branch', async () => {
      for (const table of ['branch', 'staff', 'customer', 'contact']) {
        const seen = await directory.database.withTx({ principal: principals.clerkElsewhere, branches: ['BR01'] }, (tx) => tx.query(`SELECT DISTINCT branch_id FROM ${table}`));
        expect(seen).toEqual(table === 'contact' ? [] : [{ branch_id: 'BR01' }]);
      }
      const { rows } = await directory.admin.query(`
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'branch_id' AND NOT a.attisdropped
        WHERE c.relnamespace = 'directory'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity AND c.relforcerowsecurity ORDER BY 1`);
      expect(rows.map(({ relname }) => relname as string)).toEqual(['authenticity', 'branch', 'contact', 'customer', 'customer_turn', 'dealer', 'device', 'document', 'import', 'import_row', 'merge_proposal', 'note', 'staff']);
      expect(withoutBranchWall).toEqual(['calendar', 'service_policy', 'priority_matrix', 'escalation_plan', 'product_model', 'fault_code', 'import_columns', 'word_index']);
    });
  });
});
