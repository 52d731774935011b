import { allPages, service } from '../../api/api';
import type {
  AcceptCustomerData, AcceptedMerge, AcceptMergeData, AskAuthenticityBody, AskAuthenticityData, AuthenticityAnswer, ChangeCustomerBody, ChangeCustomerData, ChangeDealerBody, ChangeDealerData, ChangeMemberBody, ChangeMemberData, ChangedCustomer, CheckCustomerData, DeclineCustomerData,
  DeclareRelativesData, DeclinedCustomer, DeclineMergeData, ExportCustomersBody, ExportCustomersData, FindCustomersData, FoundCustomers, HandOverDeviceBody, HandOverDeviceData, ListDealersData, ListedDealers, ListedMergeProposals, ListMergeProposalsData, ListModelsData, ListOffersData, ListedModels,
  OfferedCustomers, PublishFactsBody, PublishFactsData, RegisterDealerBody, RegisterDealerData, RegisteredDealer, RegisteredMember, RegisteredModel, RegisterMemberBody, RegisterMemberData, RegisterModelBody, RegisterModelData, SetWarrantyBody, SetWarrantyData, ShowDealerData, ShowMemberData, ShownDealer, ShownMember, ShowWarrantyData, WarrantyAnswer,
} from '../../api/generated/directory/types.gen';
import type { CallerScreen, ListedPastRepairs, ListedPastSurveys, ListPastRepairsData, ListPastSurveysData, ShowCallerBody, ShowCallerData } from '../../api/generated/tickets/types.gen';

const directory = service('/api/directory');
const tickets = service('/api/tickets');

/** A POST that changes nothing: a telephone number stands in no address. */
export const findCustomers = (text: string) => directory.post<FindCustomersData, FoundCustomers>('/customers/search', { body: { text } });
/** What is open, was and is promised of a customer, or about a device. */
export const showStory = (of: ShowCallerBody) => tickets.post<ShowCallerData, CallerScreen>('/callers', { body: of });
/** What an earlier system knew. */
export const listPastRepairs = (query: NonNullable<ListPastRepairsData['query']>) => tickets.get<ListPastRepairsData, ListedPastRepairs>('/past-repairs', { query });
export const listPastSurveys = (query: NonNullable<ListPastSurveysData['query']>) => tickets.get<ListPastSurveysData, ListedPastSurveys>('/past-surveys', { query });
export const exportCustomers = (body: ExportCustomersBody, idempotencyKey: string) => directory.save<ExportCustomersData>('/customers/export', { body, idempotencyKey } as never);
export const changeCustomer = (id: string, body: ChangeCustomerBody, idempotencyKey: string, version: number) =>
  directory.post<ChangeCustomerData, ChangedCustomer>('/customers/{id}/change', { path: { id }, body, idempotencyKey, version } as never);
export const checkCustomer = (id: string, idempotencyKey: string, version: number) => directory.post<CheckCustomerData, undefined>('/customers/{id}/check', { path: { id }, idempotencyKey, version } as never);
export const listOffers = () => directory.get<ListOffersData, OfferedCustomers>('/customers/offers');
export const acceptCustomer = (id: string, idempotencyKey: string) => directory.post<AcceptCustomerData, undefined>('/customers/{id}/accept', { path: { id }, idempotencyKey } as never);
export const declineCustomer = (id: string, idempotencyKey: string) => directory.post<DeclineCustomerData, DeclinedCustomer>('/customers/{id}/decline', { path: { id }, idempotencyKey } as never);
export const listMergeProposals = (query: NonNullable<ListMergeProposalsData['query']>) => directory.get<ListMergeProposalsData, ListedMergeProposals>('/merge-proposals', { query });
export const acceptMerge = (id: string, survivorId: string, idempotencyKey: string) => directory.post<AcceptMergeData, AcceptedMerge>('/merge-proposals/{id}/accept', { path: { id }, body: { survivorId }, idempotencyKey } as never);
export const declineMerge = (id: string, idempotencyKey: string) => directory.post<DeclineMergeData, undefined>('/merge-proposals/{id}/decline', { path: { id }, idempotencyKey } as never);
export const showWarranty = (serial: string, on: string) => directory.get<ShowWarrantyData, WarrantyAnswer>('/devices/{serial}/warranty', { path: { serial }, query: { on } });
export const setWarranty = (serial: string, body: SetWarrantyBody, idempotencyKey: string, version: number) => directory.post<SetWarrantyData, undefined>('/devices/{serial}/warranty', { path: { serial }, body, idempotencyKey, version } as never);
export const askAuthenticity = (body: AskAuthenticityBody) => directory.post<AskAuthenticityData, AuthenticityAnswer>('/authenticity-checks', { body } as never);
export const listDealers = () => allPages((after) => directory.get<ListDealersData, ListedDealers>('/dealers', { query: { limit: 200, ...after } }));
export const showDealer = (code: string) => directory.get<ShowDealerData, ShownDealer>('/dealers/{code}', { path: { code } });
export const showMember = (id: string) => directory.get<ShowMemberData, ShownMember>('/staff/{id}', { path: { id } });
export const registerDealer = (body: RegisterDealerBody, idempotencyKey: string) => directory.post<RegisterDealerData, RegisteredDealer>('/dealers', { body, idempotencyKey });
export const changeDealer = (code: string, body: ChangeDealerBody, idempotencyKey: string, version: number) => directory.post<ChangeDealerData, RegisteredDealer>('/dealers/{code}/change', { path: { code }, body, idempotencyKey, version });
export const registerMember = (body: RegisterMemberBody, idempotencyKey: string) => directory.post<RegisterMemberData, RegisteredMember>('/staff', { body, idempotencyKey });
export const changeMember = (id: string, body: ChangeMemberBody, idempotencyKey: string, version: number) => directory.post<ChangeMemberData, RegisteredMember>('/staff/{id}/change', { path: { id }, body, idempotencyKey, version });
export const declareRelatives = (id: string, relatives: string[], idempotencyKey: string, version: number) => directory.post<DeclareRelativesData, RegisteredMember>('/staff/{id}/relatives', { path: { id }, body: { relatives }, idempotencyKey, version });
export const handOverDevice = (serial: string, body: HandOverDeviceBody, idempotencyKey: string, version: number) => directory.post<HandOverDeviceData, undefined>('/devices/{serial}/hand-over', { path: { serial }, body, idempotencyKey, version });
export const listModels = () => allPages((after) => directory.get<ListModelsData, ListedModels>('/product-models', { query: { limit: 200, ...after } }));
export const registerModel = (body: RegisterModelBody, idempotencyKey: string) => directory.post<RegisterModelData, RegisteredModel>('/product-models', { body, idempotencyKey });
export const publishFacts = (code: string, body: PublishFactsBody, idempotencyKey: string) => directory.post<PublishFactsData, undefined>('/product-models/{code}/published-facts', { path: { code }, body, idempotencyKey });
