import { forgetHere } from '../parts/here';
import { allPages, service } from './api';
import type { CurrentSession, ShowSessionData, SignedOut, SignOutEverywhereData, SignOutHereData } from './generated/gateway/types.gen';
import type {
  FindCustomersData, FoundCustomers, ListBranchesData, ListedBranches, ListedFaultCodes, ListedNames, ListedStaff, ListFaultCodesData, ListNamesData, ListStaffData, ShowContactData, ShowCustomerData, ShowDeviceData, ShowNoteData, ShownContact, ShownCustomer, ShownDevice, ShownNote,
} from './generated/directory/types.gen';
import type { FindDocumentsData, FindPartsData, FoundDocuments, FoundParts } from './generated/inventory/types.gen';
import type {
  CallerScreen, FindByNumberData, GetTicketData, NumberedTickets, OpenedTicket, OpenTicketBody, OpenTicketData, ShowCallerBody, ShowCallerData, ShowQueueData, ShowTimelineData, TicketInFull, TicketQueue, TicketTimeline,
} from './generated/tickets/types.gen';

const gateway = service('');
const tickets = service('/api/tickets');
const directory = service('/api/directory');
const inventory = service('/api/inventory');

export const showSession = () => gateway.get<ShowSessionData, CurrentSession>('/auth/session');
const gone = (out: SignedOut): SignedOut => {
  forgetHere();
  return out;
};
export const signOut = () => gateway.post<SignOutHereData, SignedOut>('/auth/sign-out').then(gone);
export const signOutEverywhere = () => gateway.post<SignOutEverywhereData, SignedOut>('/auth/sign-out-everywhere').then(gone);

export const showCaller = (body: ShowCallerBody) => tickets.post<ShowCallerData, CallerScreen>('/callers', { body });
export const openTicket = (body: OpenTicketBody, idempotencyKey: string) => tickets.post<OpenTicketData, OpenedTicket>('/tickets', { body, idempotencyKey } as never);
export const showQueue = (query: NonNullable<ShowQueueData['query']>) => tickets.get<ShowQueueData, TicketQueue>('/tickets/queue', { query });
export const getTicket = (id: string) => tickets.get<GetTicketData, TicketInFull>('/tickets/{id}', { path: { id } });
export const showTimeline = (id: string) => tickets.get<ShowTimelineData, TicketTimeline>('/tickets/{id}/timeline', { path: { id }, query: { limit: 200 } });

/** A command about a ticket; which body it takes, the table of moves knows. */
export const changeTicket = (id: string, command: string, body: object, idempotencyKey: string, version: number) =>
  tickets.post<{ url: string; path: { id: string }; body: object }, { readonly id: string; readonly number?: string }>(`/tickets/{id}/${command}`, { path: { id }, body, idempotencyKey, version });

/** Tickets, and papers of the parts chain, by the end of their number. */
export const findTicketsByNumber = (ending: string) => tickets.get<FindByNumberData, NumberedTickets>('/tickets/by-number', { query: { ending } });
export const findDocuments = (ending: string) => inventory.get<FindDocumentsData, FoundDocuments>('/documents', { query: { ending } });
export const findPartsByText = (text: string) => inventory.get<FindPartsData, FoundParts>('/parts', { query: { text, limit: 5 } });

export const listBranches = () => allPages((after) => directory.get<ListBranchesData, ListedBranches>('/branches', { query: { limit: 200, ...after } }));
export const listStaff = (branchId?: string) => allPages((after) => directory.get<ListStaffData, ListedStaff>('/staff', { query: { branchId, limit: 200, ...after } }));
export const listNames = (codes: readonly string[]) => directory.get<ListNamesData, ListedNames>('/names', { query: { codes: codes.join(',') } });
export const listFaultCodes = () => allPages((after) => directory.get<ListFaultCodesData, ListedFaultCodes>('/fault-codes', { query: { limit: 200, ...after } }));
export const showContact = (id: string) => directory.get<ShowContactData, ShownContact>('/contacts/{id}', { path: { id } });
export const showNote = (id: string) => directory.get<ShowNoteData, ShownNote>('/notes/{id}', { path: { id } });
export const findCustomers = (text: string) => directory.post<FindCustomersData, FoundCustomers>('/customers/search', { body: { text } });
export const showCustomer = (id: string) => directory.get<ShowCustomerData, ShownCustomer>('/customers/{id}', { path: { id } });
export const showDevice = (serial: string) => directory.get<ShowDeviceData, ShownDevice>('/devices/{serial}', { path: { serial } });
