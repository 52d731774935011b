import { StaffMovedV1, StaffRegisteredV1, StaffSignedOutV1 } from '@aftercare/contracts';
import type { ServiceUnderTest } from '@aftercare/testing';
import { published, startDirectory } from '../../directory.fixture';
import type { RegisteredMember } from '../../member-details';
import type { ListedNames } from '../name/list-names';
import type { ShownMember } from './show-member';

describe('a member of staff, from people’s hands', () => {
  let directory: ServiceUnderTest;
  type Caller = Awaited<ReturnType<ServiceUnderTest['as']>>;
  let manager: Caller;
  let admin: Caller;
  let clerk: Caller;
  const refused = (type: string) => ({ status: 409, body: { type: `/problems/staff.${type}` } });
  const register = (staffId: string, said: object = {}, by = manager) => by.post<RegisteredMember>('/staff', { staffId, name: '新员', phone: '19900097001', role: 'clerk', managerId: 'ST029', ...said });
  const change = (id: string, said: object, by = manager, ifMatch = '*') => by.post<RegisteredMember>(`/staff/${id}/change`, said, { headers: { 'if-match': ifMatch } });
  const shown = async (id: string, by = manager) => (await by.get<ShownMember>(`/staff/${id}`)).body;

  beforeAll(async () => {
    directory = await startDirectory();
    [manager, admin, clerk] = await Promise.all([directory.as('branchManager'), directory.as('admin'), directory.as('clerk')]);
  });
  afterAll(() => directory?.stop());

  it('is taken on by his branch, with what he can do, and every service hears of it', async () => {
    expect(await register('ST901', { skills: ['glass_bonding'] })).toMatchObject({ status: 201, body: { staffId: 'ST901', branchId: 'BR05', version: 1 } });
    expect(await published(directory, StaffRegisteredV1.type, 'ST901')).toEqual([
      { staffId: 'ST901', role: 'clerk', branchId: 'BR05', managerId: 'ST029', skills: ['glass_bonding'], active: true, relatives: [] },
    ]);
    expect(await register('ST001')).toMatchObject(refused('code-taken'));
    expect((await register('ST902', {}, clerk)).status).toBe(403);
  });

  it('changes only by what is said, never by himself, never under somebody who has seen less', async () => {
    await register('ST903');
    await directory.admin.query("UPDATE staff SET signed_in_at = now() WHERE staff_id = 'ST903'");
    expect((await change('ST903', { skills: ['marine'] })).body.version).toBe(2);
    expect((await change('ST903', { active: false }, manager, '"1"')).status).toBe(412);
    expect((await change('ST903', { skills: ['marine'] })).body.version).toBe(2);
    // Who leaves is signed out.
    expect((await change('ST903', { active: false })).body.version).toBe(3);
    expect(await shown('ST903')).toMatchObject({ active: false, signedIn: false, skills: ['marine'], phone: '19900097001' });
    for (const [said, rule] of [
      [{ managerId: 'ST999' }, 'manager-unknown'], [{ managerId: 'ST903' }, 'manager-unknown'], [{ name: ' ' }, 'name-required'], [{ role: 'admin' }, 'role-of-head-office'],
    ] as const) expect(await change('ST903', said)).toMatchObject(refused(rule));
    expect(await change('ST029', { skills: ['finance_approval'] })).toMatchObject(refused('not-oneself'));
    expect((await change('ST030', { skills: [] }, await directory.as('clerkElsewhere'))).status).toBe(403);
  });

  it('has no manager below him, and a role of head office only from head office', async () => {
    await register('ST911');
    await register('ST912', { managerId: 'ST911' });
    expect(await change('ST911', { managerId: 'ST912' })).toMatchObject(refused('below-himself'));
    expect(await register('ST913', { role: 'auditor' })).toMatchObject(refused('role-of-head-office'));
    expect((await change('ST911', { role: 'hq_analyst' }, admin)).status).toBe(200);
    expect(await change('ST911', { name: '改名' })).toMatchObject(refused('role-of-head-office'));
  });

  it('moves to another branch by head office: signed out, under somebody there, and the managers of the branch that he leaves are told; the same again changes nothing', async () => {
    await register('ST921');
    await directory.admin.query("UPDATE staff SET signed_in_at = now() WHERE staff_id = 'ST921'");
    const move = (said: object, by = admin) => by.post<RegisteredMember>('/staff/ST921/move', said, { headers: { 'if-match': '*' } });
    expect((await move({ branchId: 'BR06' }, manager)).status).toBe(403);
    expect((await move({ branchId: 'BR99' })).status).toBe(404);
    expect((await move({ branchId: 'Hangzhou' })).status).toBe(400);
    expect(await move({ branchId: 'BR06', managerId: 'ST999' })).toMatchObject(refused('manager-unknown'));
    expect(await shown('ST921', admin)).toMatchObject({ branchId: 'BR05', signedIn: true });
    expect(await move({ branchId: 'BR06', managerId: 'ST033' })).toMatchObject({ status: 200, body: { branchId: 'BR06', version: 2 } });
    expect(await shown('ST921', admin)).toMatchObject({ branchId: 'BR06', managerId: 'ST033', signedIn: false });
    expect(await published(directory, StaffMovedV1.type, 'ST921')).toMatchObject([{ staffId: 'ST921', branchId: 'BR05', to: 'BR06', tell: ['ST029'] }]);
    expect((await published(directory, StaffRegisteredV1.type, 'ST921')).at(-1)).toMatchObject({ branchId: 'BR06', managerId: 'ST033' });
    expect(await published(directory, StaffSignedOutV1.type, 'ST921')).toHaveLength(1);
    expect((await move({ branchId: 'BR06', managerId: 'ST033' })).body.version).toBe(2);
    expect(await published(directory, StaffMovedV1.type, 'ST921')).toHaveLength(1);
    expect((await change('ST921', { skills: [] })).status).toBe(404);
  });

  it('declares his relatives, whom he cannot take back; his manager can', async () => {
    const declare = (by: Caller, ...relatives: string[]) => by.post<RegisteredMember>('/staff/ST030/relatives', { relatives });
    const before = await shown('ST030');
    expect((await declare(clerk, ...before.relatives!, 'CU00001:mother', 'DL017:uncle')).body.version).toBe(before.version + 1);
    expect((await published(directory, StaffRegisteredV1.type, 'ST030')).at(-1)).toMatchObject({ relatives: expect.arrayContaining(['CU00001', 'DL017']) });
    expect(await declare(clerk, ...before.relatives!, 'DL017:uncle')).toMatchObject(refused('relative-stays'));
    expect(await declare(clerk, 'ST030:brother')).toMatchObject(refused('own-relative'));
    expect(await declare(clerk, 'CU99999:mother')).toMatchObject(refused('relative-unknown'));
    expect(await declare(await directory.as('supervisor'), 'DL017:uncle')).toMatchObject(refused('relatives-not-yours'));
    expect((await declare(manager, ...before.relatives!)).status).toBe(200);
    expect((await shown('ST030')).relatives).toEqual(before.relatives);
    expect([(await shown('ST030', clerk)).relatives, (await shown('ST031', clerk)).relatives]).toEqual([before.relatives, null]);
  });

  it('is known by name to colleagues of any branch, as branches are, and to nobody else', async () => {
    const named = async (who: 'clerk' | 'dealer') => (await directory.as(who)).get<ListedNames>('/names?codes=ST015,BR01,ST030,DL017,CU00001,ST999');
    // Of the other branch this clerk learns no more than that.
    expect([(await clerk.get('/staff/ST015')).status, (await named('clerk')).body.items.map((one) => [one.code, Object.keys(one).length])]).toEqual([404, [['BR01', 2], ['ST015', 2], ['ST030', 2]]]);
    expect((await named('clerk')).body.items[0]).toEqual({ code: 'BR01', name: '天津分公司' });
    expect((await named('dealer')).status).toBe(403);
  });
});
