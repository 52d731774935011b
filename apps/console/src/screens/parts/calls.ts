import { service } from '../../api/api';
import type { ShowDealerData, ShownDealer, WriteNoteBody, WriteNoteData, WrittenNote } from '../../api/generated/directory/types.gen';
import type {
  CorrectedLedgerRow, CorrectLedgerRowBody, CorrectLedgerRowData, DeliveryNoteView, DispatchLedgerPage, DispatchShipmentBody, DispatchShipmentData, FindPartsData, FindPartsRequestsData, FoundPart, FoundParts, FoundPartsRequests, FoundPicking, GetNoteData,
  GetPartsRequestData, GetPickingData, GetShipmentData, IssueNoteData, ListCarriersData, ListedCarriers, ListedLocations, ListedNotes, ListedPastShipments, ListedPickings, ListedShipments, ListLocationsData, ListNotesData, ListPastShipmentsData, ListPickingsData,
  ListShipmentsData, ListUnfollowedData, PartsRequestBody, PartsRequestInFull, PartsRequestStanding, PickingView, PickQueue, ShipmentInFull, ShipmentView, ShowDispatchLedgerData, ShowPartData,
  ShowPickQueueData, ShowStockData, StartPickingData, StockLevels, SubmitPartsRequestData, UnfollowedShipments,
} from '../../api/generated/inventory/types.gen';

const inventory = service('/api/inventory');
const directory = service('/api/directory');
/** The query of a route. */
type Query<D extends { readonly query?: unknown }> = NonNullable<D['query']>;
/** A command about one document; which body it takes, the screen knows. */
type About = { readonly url: string; readonly path: { readonly id: string }; readonly body: object };

export const findRequests = (query: Query<FindPartsRequestsData>) => inventory.get<FindPartsRequestsData, FoundPartsRequests>('/parts-requests', { query });
export const getRequest = (id: string) => inventory.get<GetPartsRequestData, PartsRequestInFull>('/parts-requests/{id}', { path: { id } });
export const submitRequest = (body: PartsRequestBody, idempotencyKey: string) => inventory.post<SubmitPartsRequestData, PartsRequestStanding>('/parts-requests', { body, idempotencyKey });
export const changeRequest = (id: string, command: string, body: object, idempotencyKey: string, version: number) =>
  inventory.post<About, PartsRequestStanding>(`/parts-requests/{id}/${command}`, { path: { id }, body, idempotencyKey, version });
export const draftRequest = (body: PartsRequestBody, idempotencyKey: string) => inventory.post<{ url: string; body: PartsRequestBody }, PartsRequestStanding>('/parts-requests/drafts', { body, idempotencyKey });

export const showPickQueue = (query: Query<ShowPickQueueData>) => inventory.get<ShowPickQueueData, PickQueue>('/pick-queue', { query });
export const listPickings = (query: Query<ListPickingsData>) => inventory.get<ListPickingsData, ListedPickings>('/pickings', { query });
export const getPicking = (id: string) => inventory.get<GetPickingData, FoundPicking>('/pickings/{id}', { path: { id } });
export const startPicking = (id: string, idempotencyKey: string) => inventory.post<StartPickingData, PickingView>('/parts-requests/{id}/pickings', { path: { id }, body: {}, idempotencyKey });
export const changePicking = (id: string, command: string, body: object, idempotencyKey: string, version?: number) =>
  inventory.post<About, PickingView>(`/pickings/{id}/${command}`, { path: { id }, body, idempotencyKey, ...(version === undefined ? {} : { version }) });

export const listNotes = (query: Query<ListNotesData>) => inventory.get<ListNotesData, ListedNotes>('/delivery-notes', { query });
export const getNote = (id: string) => inventory.get<GetNoteData, DeliveryNoteView>('/delivery-notes/{id}', { path: { id } });
export const issueNote = (pickingId: string, idempotencyKey: string) => inventory.post<IssueNoteData, DeliveryNoteView>('/delivery-notes', { body: { pickingId }, idempotencyKey });
export const changeNote = (id: string, command: string, body: object, idempotencyKey: string, version?: number) =>
  inventory.post<About, DeliveryNoteView>(`/delivery-notes/{id}/${command}`, { path: { id }, body, idempotencyKey, ...(version === undefined ? {} : { version }) });

export const dispatchShipment = (body: DispatchShipmentBody, idempotencyKey: string) => inventory.post<DispatchShipmentData, ShipmentView>('/shipments', { body, idempotencyKey });
export const listShipments = (query: Query<ListShipmentsData>) => inventory.get<ListShipmentsData, ListedShipments>('/shipments', { query });
export const listPastShipments = (query: Query<ListPastShipmentsData>) => inventory.get<ListPastShipmentsData, ListedPastShipments>('/past-shipments', { query });
export const getShipment = (id: string) => inventory.get<GetShipmentData, ShipmentInFull>('/shipments/{id}', { path: { id } });
export const listUnfollowed = (query: Query<ListUnfollowedData>) => inventory.get<ListUnfollowedData, UnfollowedShipments>('/follow-ups/unfollowed', { query });
export const changeShipment = (id: string, command: string, body: object, idempotencyKey: string) => inventory.post<About, ShipmentView>(`/shipments/{id}/${command}`, { path: { id }, body, idempotencyKey });
export const showLedger = (query: Query<ShowDispatchLedgerData>) => inventory.get<ShowDispatchLedgerData, DispatchLedgerPage>('/dispatch-ledger', { query });
export const correctLedgerRow = (row: string, body: CorrectLedgerRowBody, idempotencyKey: string) => inventory.post<CorrectLedgerRowData, CorrectedLedgerRow>('/dispatch-ledger/{row}/corrections', { path: { row }, body, idempotencyKey });
export const writeNote = (body: WriteNoteBody, idempotencyKey: string) => directory.post<WriteNoteData, WrittenNote>('/notes', { body, idempotencyKey });

export const findParts = (query: Query<FindPartsData>) => inventory.get<FindPartsData, FoundParts>('/parts', { query });
export const showPart = (code: string) => inventory.get<ShowPartData, FoundPart>('/parts/{code}', { path: { code } });
export const showStock = (query: Query<ShowStockData>) => inventory.get<ShowStockData, StockLevels>('/stock', { query });
export const listCarriers = () => inventory.get<ListCarriersData, ListedCarriers>('/carriers');
export const listLocations = () => inventory.get<ListLocationsData, ListedLocations>('/locations');
export const showDealer = (code: string) => directory.get<ShowDealerData, ShownDealer>('/dealers/{code}', { path: { code } });
