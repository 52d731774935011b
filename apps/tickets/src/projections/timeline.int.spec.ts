import { systemPrincipal } from '@aftercare/auth';
import {
  DeliveryNoteDispatchedV1, DeliveryNoteIssuedV1, DeliveryNoteReceivedV1, PartsRequestDecidedV1, PartsRequestSubmittedV1, PickingCheckedV1, PickingPickedV1, ShipmentSignedV1,
  type EventContract, type EventData, type ReceivedEvent,
} from '@aftercare/contracts';
import { newId } from '@aftercare/kernel';
import type { TicketTimeline } from '../features/ticket/show-timeline';
import { TicketsUnderTest } from '../tickets.fixture';
import { Timeline } from './timeline';

let house: TicketsUnderTest;

beforeAll(async () => {
  house = await TicketsUnderTest.start();
});
afterAll(() => house?.stop());

const apply = (events: readonly ReceivedEvent<never>[]) => house.service.database.withTx({ principal: systemPrincipal('tickets', '*'), branches: '*' }, (tx) => new Timeline().apply(events, tx));

it('shows the way of the parts beside the ticket’s own story, once each, in the order of time', async () => {
  const [id, other] = [await house.open(), await house.open()];
  const begun = Date.now();
  const told = ([
    [PartsRequestSubmittedV1, { ticketId: id, requestedBy: 'ST030' }], [PartsRequestDecidedV1, { ticketId: id }], [PickingPickedV1, { ticketId: id }], [PickingCheckedV1, { ticketId: id }],
    [DeliveryNoteIssuedV1, { ticketId: id }], [DeliveryNoteDispatchedV1, { ticketId: id }], [ShipmentSignedV1, { ticketIds: [id, other] }], [DeliveryNoteReceivedV1, { ticketId: id }],
    [PartsRequestSubmittedV1, { ticketId: null }],
  ] as readonly [EventContract, EventData][]).map(([contract, about], at) => ({
    id: newId(), type: contract.type, sequence: 1, occurredAt: new Date(begun + at * 1_000), data: { ...contract.example, branchId: 'BR05', ...about },
  }) as unknown as ReceivedEvent<never>);
  await house.catchUp();
  // Each topic by itself, and everything twice: it is the time that orders them.
  for (const event of [...told.toReversed(), ...told]) await apply([event]);
  const clerk = await house.service.as('clerk');
  const lines = (await clerk.get<TicketTimeline>(`/tickets/${id}/timeline`)).body.items;
  expect(lines.map(({ fact }) => fact)).toEqual([
    'opened', 'parts_request_submitted', 'parts_request_decided', 'picking_picked', 'picking_checked', 'delivery_note_issued', 'delivery_note_dispatched', 'shipment_signed', 'delivery_note_received',
  ]);
  expect(lines[1]).toMatchObject({ by: 'ST030', noteId: null, details: { number: 'PR-HZ-2026-000007' } });
  // A delivery note is no note of directory's that somebody could go and read.
  expect(lines[5]).toMatchObject({ noteId: null, details: { noteId: DeliveryNoteIssuedV1.example.noteId } });
  expect((await clerk.get<TicketTimeline>(`/tickets/${other}/timeline`)).body.items.map(({ fact }) => fact)).toEqual(['opened', 'shipment_signed']);
});
