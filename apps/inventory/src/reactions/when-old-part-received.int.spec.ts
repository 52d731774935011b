import { ObligationReceivedV1, SurplusHeldV1, type ReceivedEvent } from '@aftercare/contracts';
import { newId } from '@aftercare/kernel';
import { InventoryUnderTest } from '../inventory.fixture';
import { WhenOldPartReceived } from './when-old-part-received';

let inventory: InventoryUnderTest;
beforeAll(async () => void (inventory = await InventoryUnderTest.start()));
afterAll(() => inventory?.service.stop());

const event = <T>(type: string, data: T): ReceivedEvent<T> => ({ id: newId(), type, branchId: 'BR05', data }) as unknown as ReceivedEvent<T>;
const balances = () => inventory.service.rows<{ account: string; onHand: number; value: string }>('SELECT account, on_hand AS "onHand", value::text FROM stock_balance WHERE on_hand <> 0 ORDER BY account');

it('lays what came back from a dealer into the quarantine of the warehouse, worth nothing, and what nobody owed as well', async () => {
  const reaction = new WhenOldPartReceived(inventory.ledger);
  await inventory.itself(['BR05'], (tx) => reaction.received(event(ObligationReceivedV1.type, ObligationReceivedV1.example), tx));
  await inventory.itself(['BR05'], (tx) => reaction.held(event(SurplusHeldV1.type, { ...SurplusHeldV1.example, qty: 2 }), tx));
  expect(await balances()).toEqual([{ account: 'bin:WH-BR05:quarantine', onHand: 3, value: '0.00' }, { account: 'dealer:DL017', onHand: -3, value: '0.00' }]);
});

it('refuses what comes to a branch without a warehouse, and posts nothing', async () => {
  const before = await balances();
  const lost = inventory.itself('*', (tx) => new WhenOldPartReceived(inventory.ledger).received(event(ObligationReceivedV1.type, { ...ObligationReceivedV1.example, branchId: 'RG2' }), tx));
  await expect(lost).rejects.toMatchObject({ code: 'stock.no-warehouse' });
  expect(await balances()).toEqual(before);
});
