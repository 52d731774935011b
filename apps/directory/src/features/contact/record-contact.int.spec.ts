import { newId } from '@aftercare/kernel';
import { principals, request, startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { api } from '../../api';
import { directoryRules } from '../../domain/rules';
import { importFactory } from '../../factory.fixture';
import { mappings } from '../../persistence/mappings';
import { migrations } from '../../persistence/migrations';
import type { RecordedContact } from './record-contact';

const words = '鱼缸漏水，地板都泡了。';

describe('recording a contact', () => {
  let directory: ServiceUnderTest;
  const one = async <R extends object>(sql: string, ...values: unknown[]): Promise<R | undefined> => (await directory.rows<R>(sql, ...values))[0];
  const customerOf = async (branchId: string): Promise<{ id: string; phone: string }> =>
    (await one<{ id: string; phone: string }>('SELECT id, phone FROM customer WHERE branch_id = $1 ORDER BY code LIMIT 1', branchId))!;
  const counts = () => one<object>('SELECT (SELECT count(*) FROM contact) AS contacts, (SELECT count(*) FROM event) AS events, (SELECT count(*) FROM idempotency) AS keys');

  beforeAll(async () => {
    directory = await startForTest({ ...api, migrations, rules: directoryRules, mappings });
    await importFactory(directory, 'calendars', 'branches', 'staff', 'dealers', 'customers');
  });
  afterAll(() => directory?.stop());

  it('keeps the words, finds the customer by the number however it is written, and tells the world only ids', async () => {
    const customer = await customerOf('BR05');
    const caller = `+86 ${customer.phone.slice(0, 3)}-${customer.phone.slice(3, 7)} ${customer.phone.slice(7)}`;
    const { status, body } = await (await directory.as('clerk')).post<RecordedContact>('/contacts', { channel: 'phone', caller, words });
    expect([status, body]).toEqual([201, { contactId: expect.any(String), customerId: customer.id, candidates: 1, dealerCode: null, branchId: 'BR05', recordedAt: expect.any(String) }]);
    const event = await one<{ type: string; branch_id: string; payload: Buffer; headers: Buffer }>('SELECT * FROM event WHERE key = $1', body.contactId);
    expect(event).toMatchObject({ type: 'aftercare.directory.contact.recorded.v1', branch_id: 'BR05' });
    expect(JSON.parse(event!.payload.toString())).toEqual({
      contactId: body.contactId, branchId: 'BR05', channel: 'phone', customerId: customer.id, recordedBy: 'ST030', recordedAt: body.recordedAt,
    });
    expect(await one('SELECT actor, action, subject, branch_id, outcome FROM audit WHERE subject = $1', body.contactId)).toEqual({
      actor: 'ST030', action: 'POST /contacts', subject: body.contactId, branch_id: 'BR05', outcome: 'done',
    });
    const shown = await (await directory.as('branchManager')).get(`/contacts/${body.contactId}`);
    expect([shown.status, shown.body]).toEqual([200, {
      id: body.contactId, branchId: 'BR05', channel: 'phone', caller: `${customer.phone.slice(0, 3)}****${customer.phone.slice(-4)}`,
      words, customerId: customer.id, recordedBy: 'ST030', recordedAt: body.recordedAt,
    }]);
    expect(directory.logged.join('')).not.toContain(words);
    expect(directory.logged.join('')).not.toContain(customer.phone);
  });

  it('knows a dealer of the branch by his number, and none of another branch', async () => {
    const clerk = await directory.as('clerk');
    const called = async (dealer: string) => (await clerk.post<RecordedContact>('/contacts', { channel: 'phone', caller: (await one<{ phone: string }>('SELECT phone FROM dealer WHERE dealer_code = $1', dealer))!.phone, words })).body.dealerCode;
    expect([await called('DL017'), await called('DL013')]).toEqual(['DL017', null]);
  });

  it('answers a repetition as it did the first time, and records once', async () => {
    const clerk = await directory.as('clerk');
    const idempotencyKey = newId();
    const first = await clerk.post('/contacts', { channel: 'counter', words }, { idempotencyKey });
    const before = await counts();
    expect(await clerk.post('/contacts', { words, channel: 'counter' }, { idempotencyKey })).toMatchObject({ status: 201, body: first.body });
    expect((await clerk.post('/contacts', { channel: 'counter', words: 'other' }, { idempotencyKey })).status).toBe(422);
    expect(await counts()).toEqual(before);
  });

  it('names no customer when nobody has the number, when several have it, or when it is known in another branch only', async () => {
    const clerk = await directory.as('clerk');
    const elsewhere = await customerOf('BR01');
    const { phone } = await customerOf('BR05');
    expect((await clerk.post('/contacts', { channel: 'phone', caller: '19900099999', words })).body).toMatchObject({ customerId: null, candidates: 0 });
    expect((await clerk.post('/contacts', { channel: 'phone', caller: elsewhere.phone, words })).body).toMatchObject({ customerId: null, candidates: 0 });
    await clerk.post('/customers', { name: '同号人', phone });
    expect((await clerk.post('/contacts', { channel: 'phone', caller: phone, words })).body).toMatchObject({ customerId: null, candidates: 2 });
  });

  it.each([
    ['a call without a number', 409, 'contact.caller-required', { channel: 'phone', words }],
    ['a number that is none', 409, 'phone.invalid', { channel: 'phone', caller: '12345', words }],
    ['words of blanks', 409, 'contact.words-required', { channel: 'counter', words: ' \n ' }],
    ['no words', 400, 'request.invalid', { channel: 'counter' }],
    ['words of 4001 characters', 400, 'request.invalid', { channel: 'counter', words: 'x'.repeat(4001) }],
    ['a NUL in the words', 400, 'request.bad-character', '{"channel":"counter","words":"a\\u0000b"}'],
    ['a channel that does not exist', 400, 'request.invalid', { channel: 'fax', words }],
    ['an unknown field', 400, 'request.invalid', { channel: 'counter', words, customerId: newId() }],
    ['another branch', 404, 'branch.not-found', { branchId: 'BR01', channel: 'counter', words }],
    ['a branch that does not exist', 404, 'branch.not-found', { branchId: 'BR99', channel: 'counter', words }],
  ])('refuses %s, and nothing is left behind', async (_what, status, code, body) => {
    const before = await counts();
    const answer = await (await directory.as('clerk')).post('/contacts', body, { headers: { 'accept-language': 'en' } });
    expect(answer.status).toBe(status);
    if (status !== 404) expect(answer.body['type']).toBe(`/problems/${code}`);
    expect(await counts()).toEqual(before);
  });

  it('asks who works for several branches to name one', async () => {
    const supervisor = await directory.as('supervisor');
    expect(await supervisor.post('/contacts', { channel: 'counter', words })).toMatchObject({ status: 409, body: { type: '/problems/branch.not-named' } });
    expect(await supervisor.post('/contacts', { branchId: 'BR06', channel: 'counter', words })).toMatchObject({ status: 201, body: { branchId: 'BR06' } });
  });

  it('is for those who may: not for an analyst, not without a token', async () => {
    expect((await (await directory.as('hqAnalyst')).post('/contacts', { branchId: 'BR05', channel: 'counter', words })).status).toBe(403);
    expect((await request(directory.url).post('/contacts', { channel: 'counter', words })).status).toBe(401);
  });

  describe('the wall between branches', () => {
    let contactId: string;
    beforeAll(async () => {
      contactId = (await (await directory.as('clerk')).post<RecordedContact>('/contacts', { channel: 'counter', words })).body.contactId;
    });
    const foreignRead = async () => (await (await directory.as('clerkElsewhere')).get(`/contacts/${contactId}`)).status;

    it('answers 404 to another branch, as it does for an id that does not exist or is none', async () => {
      const clerk = await directory.as('clerk');
      expect((await clerk.get(`/contacts/${contactId}`)).status).toBe(200);
      expect(await foreignRead()).toBe(404);
      expect((await clerk.get(`/contacts/${newId()}`)).status).toBe(404);
      expect((await clerk.get('/contacts/1')).status).toBe(404);
    });

    it('holds in the database when no guard asks: reading and writing', async () => {
      const foreign = { principal: principals.clerkElsewhere, branches: ['BR01'] };
      expect(await directory.database.withTx(foreign, (tx) => tx.query('SELECT id FROM contact WHERE id = $1', [contactId]))).toEqual([]);
      expect(await directory.database.withTx({ ...foreign, branches: [] }, (tx) => tx.query('SELECT id FROM contact'))).toEqual([]);
      expect(await directory.database.withTx(foreign, (tx) => tx.query(`UPDATE contact SET words = '' WHERE id = $1 RETURNING id`, [contactId]))).toEqual([]);
      const insert = `INSERT INTO contact (id, branch_id, version, channel, words, recorded_by, recorded_at) VALUES ($1, 'BR05', 1, 'counter', '-', 'ST014', now())`;
      await expect(directory.database.withTx(foreign, (tx) => tx.query(insert, [newId()]))).rejects.toMatchObject({ code: '42501' });
    });

    it('holds in the guard when the database has none', async () => {
      await directory.admin.query('ALTER TABLE contact DISABLE ROW LEVEL SECURITY; ALTER TABLE customer DISABLE ROW LEVEL SECURITY; ALTER TABLE branch DISABLE ROW LEVEL SECURITY');
      try {
        expect(await foreignRead()).toBe(404);
        expect((await (await directory.as('clerkElsewhere')).post('/contacts', { branchId: 'BR05', channel: 'counter', words })).status).toBe(404);
        const { phone } = await customerOf('BR05');
        expect((await (await directory.as('clerkElsewhere')).post('/contacts', { channel: 'phone', caller: phone, words })).body).toMatchObject({ branchId: 'BR01', customerId: null, candidates: 0 });
      } finally {
        await directory.admin.query('ALTER TABLE contact ENABLE ROW LEVEL SECURITY; ALTER TABLE customer ENABLE ROW LEVEL SECURITY; ALTER TABLE branch ENABLE ROW LEVEL SECURITY');
      }
    });
  });
});
