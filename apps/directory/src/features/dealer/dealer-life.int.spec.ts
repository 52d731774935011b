import type { ServiceUnderTest } from '@aftercare/testing';
import { published, startDirectory } from '../../directory.fixture';
import type { RegisteredDealer } from '../../dealer-details';
import type { ShownDealer } from './show-dealer';

const registered = 'aftercare.directory.dealer.registered.v1';

describe('a dealer, from people’s hands', () => {
  let directory: ServiceUnderTest;
  let manager: Awaited<ReturnType<ServiceUnderTest['as']>>;
  const refused = (type: string) => ({ status: 409, body: { type: `/problems/dealer.${type}` } });
  const register = (dealerCode: string, said: object = {}) => manager.post<RegisteredDealer>('/dealers', { dealerCode, name: '新泽水族', phone: '0571-0000 1234', ...said });
  const change = (code: string, said: object, ifMatch = '*') => manager.post<RegisteredDealer>(`/dealers/${code}/change`, said, { headers: { 'if-match': ifMatch } });
  const shown = async (code: string) => (await manager.get<ShownDealer>(`/dealers/${code}`)).body;

  beforeAll(async () => {
    directory = await startDirectory();
    manager = await directory.as('branchManager');
  });
  afterAll(() => directory?.stop());

  it('is registered once, under a code that nobody has, and the world is told who he is', async () => {
    expect(await register('DL901', { territory: '滨江', parentDealerCode: 'DL017', creditLimit: '18000.00' })).toMatchObject({ status: 201, body: { dealerCode: 'DL901', branchId: 'BR05', version: 1 } });
    expect(await shown('DL901')).toMatchObject({ name: '新泽水族', phone: '057100001234', role: 'dealer', parentDealerCode: 'DL017', keyAccount: false, creditLimit: '18000.00', version: 1 });
    expect(await published(directory, registered, 'DL901')).toMatchObject([{ dealerCode: 'DL901', branchId: 'BR05', parentDealerCode: 'DL017', keyAccount: false }]);
    expect(await register('DL901')).toMatchObject(refused('code-taken'));
    // Also one of a branch that he does not see.
    expect(await register('DL001')).toMatchObject(refused('code-taken'));
    expect((await (await directory.as('clerk')).post('/dealers', { dealerCode: 'DL902', name: 'x', phone: '19900000001' })).status).toBe(403);
  });

  it('changes only by what is said, and never under somebody who has seen less', async () => {
    await register('DL903');
    expect((await change('DL903', { keyAccount: true, representativeId: 'ST030' })).body.version).toBe(2);
    expect((await change('DL903', { keyAccount: true }, '"1"')).status).toBe(412);
    expect((await change('DL903', { representativeId: 'ST030' }, '"2"')).body.version).toBe(2);
    expect((await published(directory, registered, 'DL903')).length).toBe(2);
    expect(await shown('DL903')).toMatchObject({ keyAccount: true, representativeId: 'ST030', name: '新泽水族' });
    for (const [said, rule] of [
      [{ representativeId: null }, 'representative-missing'], [{ name: ' ' }, 'name-required'], [{ parentDealerCode: 'DL999' }, 'reference-unknown'], [{ representativeId: 'ST999' }, 'reference-unknown'],
      [{ parentDealerCode: 'DL903' }, 'below-himself'],
    ] as const) expect(await change('DL903', said)).toMatchObject(refused(rule));
    expect((await change('DL903', { creditLimit: '1.5' })).status).toBe(400);
    expect((await (await directory.as('clerkElsewhere')).post('/dealers/DL903/change', {})).status).toBe(403);
    expect((await shown('DL903')).version).toBe(2);
    expect(await directory.rows("SELECT actor FROM audit WHERE action = 'POST /dealers/:code/change' AND code = 'dealer.below-himself'")).toEqual([{ actor: 'ST029' }]);
  });

  it('never stands below himself, however long the way', async () => {
    for (const [code, parent] of [['DL911', null], ['DL912', 'DL911'], ['DL913', 'DL912']] as const) await register(code, { parentDealerCode: parent });
    expect(await change('DL911', { parentDealerCode: 'DL913' })).toMatchObject(refused('below-himself'));
  });

  it('gets his terms from nobody of his own family', async () => {
    await register('DL921');
    await directory.admin.query("UPDATE staff SET declared_relatives = '{DL921:uncle}' WHERE staff_id = 'ST029'");
    for (const said of [{ creditLimit: '1.00' }, { keyAccount: true, representativeId: 'ST030' }]) expect(await change('DL921', said)).toMatchObject(refused('relative'));
    expect((await change('DL921', { address: '示例路 1 号' })).status).toBe(200);
    const admin = await directory.as('admin');
    expect((await admin.post('/dealers/DL921/change', { creditLimit: '1.00' })).status).toBe(200);
  });
});
