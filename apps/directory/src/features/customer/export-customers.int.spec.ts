import type { ServiceUnderTest } from '@aftercare/testing';
import { startDirectory } from '../../directory.fixture';

describe('the export of customers', () => {
  let directory: ServiceUnderTest;
  beforeAll(async () => { directory = await startDirectory(); });
  afterAll(() => directory?.stop());

  const taken = async (who: Parameters<ServiceUnderTest['as']>[0], said: object) => (await directory.as(who)).post<string>('/customers/export', { format: 'csv', reason: '年终走访名单', ...said });
  const branchesIn = async (code: readonly string[]) => (await directory.rows<{ branch_id: string }>('SELECT DISTINCT branch_id FROM customer WHERE code = ANY ($1) ORDER BY 1', code)).map(({ branch_id: branch }) => branch);

  it('gives the whole of one’s own branches, in full, and the audit has who, which and why', async () => {
    const { status, body } = await taken('branchManager', { customerClass: 'key' });
    expect(status).toBe(200);
    const codes = [...String(body).matchAll(/CU\d{5}/g)].map(([code]) => code);
    const [{ n }] = (await directory.rows<{ n: number }>("SELECT count(*)::int AS n FROM customer WHERE branch_id = 'BR05' AND customer_class = 'key'")) as [{ n: number }];
    expect([codes.length, await branchesIn(codes), n > 1]).toEqual([n, ['BR05'], true]);
    expect(await directory.rows("SELECT actor, subject, outcome, reason FROM audit WHERE action = 'POST /customers/export'")).toEqual([{ actor: 'ST029', subject: '* key', outcome: 'done', reason: '年终走访名单' }]);
  });

  it('gives nothing of another branch, and nothing at all without the right or without a reason', async () => {
    const foreign = await taken('branchManager', { branchId: 'BR01' });
    expect([foreign.status, String(foreign.body).includes('CU0')]).toEqual([200, false]);
    expect((await taken('clerk', {})).status).toBe(403);
    expect((await taken('auditor', {})).status).toBe(403);
    expect(await taken('branchManager', { reason: ' ' })).toMatchObject({ status: 400, body: { errors: [{ field: '/reason' }] } });
    expect(await directory.rows("SELECT 1 FROM audit WHERE action = 'POST /customers/export' AND branch_id = 'BR01'")).toHaveLength(1);
  });
});
