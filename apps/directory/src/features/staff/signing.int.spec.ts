import type { ServiceUnderTest } from '@aftercare/testing';
import { published, startDirectory } from '../../directory.fixture';

const signedIn = 'aftercare.directory.staff.signed_in.v1';
const signedOut = 'aftercare.directory.staff.signed_out.v1';

describe('signing in and out', () => {
  let directory: ServiceUnderTest;
  const signs = async (staffId: string) => [(await published(directory, signedIn, staffId)).length, (await published(directory, signedOut, staffId)).length];
  const atWork = async () =>
    ((await (await directory.as('branchManager')).get('/staff')).body as { items: { staffId: string; signedIn: boolean }[] }).items.filter((member) => member.signedIn).map(({ staffId }) => staffId);

  beforeAll(async () => {
    directory = await startDirectory();
  });
  afterAll(() => directory?.stop());

  it('tells whom somebody has declared as a relative, not how they are related', async () => {
    expect(await published(directory, 'aftercare.directory.staff.registered.v1', 'ST001')).toEqual([expect.objectContaining({ staffId: 'ST001', relatives: ['ST010'] })]);
  });

  it('says who is at work, once, and that he has left', async () => {
    const clerk = await directory.as('clerk');
    expect((await clerk.post('/staff/ST030/sign-in', {})).status).toBe(204);
    expect((await clerk.post('/staff/ST030/sign-in', {})).status).toBe(204);
    expect([await atWork(), await signs('ST030')]).toEqual([['ST030'], [1, 0]]);
    expect(await published(directory, signedIn, 'ST030')).toEqual([{ staffId: 'ST030', branchId: 'BR05', at: expect.any(String) }]);
    expect((await clerk.post('/staff/ST030/sign-out', {})).status).toBe(204);
    expect((await clerk.post('/staff/ST030/sign-out', {})).status).toBe(204);
    expect([await atWork(), await signs('ST030')]).toEqual([[], [1, 1]]);
  });

  it('is for oneself and for one’s manager; to another branch nobody is there', async () => {
    expect(await (await directory.as('clerk')).post('/staff/ST031/sign-in', {})).toMatchObject({ status: 409, body: { type: '/problems/staff.not-yours' } });
    expect((await (await directory.as('clerkElsewhere')).post('/staff/ST030/sign-in', {})).status).toBe(404);
    expect((await (await directory.as('branchManager')).post('/staff/ST030/sign-in', {})).status).toBe(204);
    expect(await atWork()).toEqual(['ST030']);
  });

  it('ends with the day for who forgets to sign out', async () => {
    const [{ now }] = (await directory.rows<{ now: Date }>('SELECT business_now() AS now')) as [{ now: Date }];
    await directory.advanceTo(new Date(now.getTime() + 25 * 3_600_000));
    expect(await atWork()).toEqual([]);
    const [left] = (await published(directory, signedOut, 'ST030')).slice(-1) as { at: string }[];
    expect(new Date(left!.at).toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false, hour: '2-digit', minute: '2-digit' })).toMatch(/^(24|00):00$/);
  });
});
