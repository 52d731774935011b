import { service } from '../api/api';
import type {
  CheckPickingBody, CheckPickingData, DeliveryNoteView, DispatchShipmentBody, DispatchShipmentData, FindPartsRequestsData, FinishPickingBody, FinishPickingData, FoundPartsRequests, GetPickingData, IssueNoteData, ListCarriersData,
  ListedCarriers, ListedPickings, ListPickingsData, PickingView, ScanPartData, SendBackPickingData, ShipmentView, StartPickingData,
} from '../api/generated/inventory/types.gen';
import type { Sending } from '../screens/receipts/calls';

const inventory = service('/api/inventory');
const about = ({ id, idempotencyKey, version }: Sending) => ({ path: { id }, idempotencyKey, version });

export const listRequests = (query: NonNullable<FindPartsRequestsData['query']>) => inventory.get<FindPartsRequestsData, FoundPartsRequests>('/parts-requests', { query });
export const listPickings = (query: NonNullable<ListPickingsData['query']>) => inventory.get<ListPickingsData, ListedPickings>('/pickings', { query });
export const getPicking = (id: string) => inventory.get<GetPickingData, PickingView>('/pickings/{id}', { path: { id } });
export const startPicking = (id: string, idempotencyKey: string) => inventory.post<StartPickingData, PickingView>('/parts-requests/{id}/pickings', { path: { id }, body: {}, idempotencyKey } as never);
export const scanPart = (sending: Sending, part: string, qty: number) => inventory.post<ScanPartData, PickingView>('/pickings/{id}/scan', { ...about(sending), body: { part, qty } });
export const finishPicking = (sending: Sending, body: FinishPickingBody) => inventory.post<FinishPickingData, PickingView>('/pickings/{id}/finish', { ...about(sending), body });
export const checkPicking = (sending: Sending, body: CheckPickingBody) => inventory.post<CheckPickingData, PickingView>('/pickings/{id}/check', { ...about(sending), body });
export const sendBackPicking = (sending: Sending) => inventory.post<SendBackPickingData, PickingView>('/pickings/{id}/send-back', about(sending));
export const issueNote = (pickingId: string, idempotencyKey: string) => inventory.post<IssueNoteData, DeliveryNoteView>('/delivery-notes', { body: { pickingId }, idempotencyKey } as never);
export const dispatchShipment = (body: DispatchShipmentBody, idempotencyKey: string) => inventory.post<DispatchShipmentData, ShipmentView>('/shipments', { body, idempotencyKey } as never);
export const listCarriers = () => inventory.get<ListCarriersData, ListedCarriers>('/carriers');
