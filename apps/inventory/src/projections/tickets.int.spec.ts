import { TicketAssignedV1, TicketClosedV1, TicketHandedOverV1, TicketImportedV1, TicketIntakeCompletedV1, TicketOpenedV1, type EventContract, type EventData, type ReceivedEvent } from '@aftercare/contracts';
import { newId } from '@aftercare/kernel';
import { InventoryUnderTest } from '../inventory.fixture';
import { Tickets } from './tickets';

let inventory: InventoryUnderTest;

beforeAll(async () => {
  inventory = await InventoryUnderTest.start();
});
afterAll(() => inventory?.service.stop());

it.each([['all at once', 99], ['one by one', 1]])('a ticket is known by what was said of it last, heard %s', async (_how, chunk) => {
  const ticketId = newId();
  const told = ([
    [TicketOpenedV1, { ownerId: 'ST001', serial: null, dealerCode: null, customerId: null }], [TicketAssignedV1, { ownerId: 'ST002' }], [TicketIntakeCompletedV1, { serial: 'YG1', dealerCode: 'DL017' }],
    [TicketHandedOverV1, { to: 'ST003' }], [TicketIntakeCompletedV1, { serial: null, dealerCode: null }], [TicketClosedV1, {}],
  ] as readonly [EventContract, EventData][]).map(([contract, data]) => ({ type: contract.type, data: { ...contract.example, ...data, ticketId, branchId: 'BR05' } }) as unknown as ReceivedEvent<EventData>);
  for (let at = 0; at < told.length; at += chunk) await inventory.itself('*', (tx) => new Tickets().apply(told.slice(at, at + chunk), tx));
  expect(await inventory.service.rows('SELECT branch_id, owner_id, customer_id, dealer_code, serial, open FROM ticket WHERE id = $1', ticketId)).toEqual([
    { branch_id: 'BR05', owner_id: 'ST003', customer_id: null, dealer_code: 'DL017', serial: 'YG1', open: false },
  ]);
});

it.each([['in_progress', true], ['resolved', true], ['closed', false], ['cancelled', false]] as const)('a ticket of an earlier system that is %s can be given parts or not', async (state, open) => {
  const ticketId = newId();
  const told = { type: TicketImportedV1.type, data: { ...TicketImportedV1.example, ticketId, branchId: 'BR05', ownerId: 'ST030', number: `TK-OLD-${state}`, state } } as unknown as ReceivedEvent<EventData>;
  await inventory.itself('*', (tx) => new Tickets().apply([told], tx));
  expect(await inventory.service.rows('SELECT number, owner_id, serial, open FROM ticket WHERE id = $1', ticketId)).toEqual([{ number: `TK-OLD-${state}`, owner_id: 'ST030', serial: 'YG2503000407', open }]);
});
