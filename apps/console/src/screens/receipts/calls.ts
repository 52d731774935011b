import { service } from '../../api/api';
import type {
  ApprovePenaltyBody, ApprovePenaltyData, ApproveWaiverData, AssignSurplusBody, AssignSurplusData, DebtorList, ExplainNotReturnedBody, ExplainNotReturnedData, FindDebtorsData, FindObligationsData, FindPenaltiesData, FindSurplusData, GetObligationData, ObligationInFull, ObligationList, ObligationStanding, PenaltyList, PenaltyStanding, PenaltySums, ReceiveOldPartBody,
  ReceiveOldPartData, ReceiveUntaggedPartsBody, ReceiveUntaggedPartsData, RejectPenaltyBody, RejectPenaltyData, RejectWaiverData, SumPenaltiesData, SurplusList, UntaggedPartsReceived,
} from '../../api/generated/dealer-returns/types.gen';
import type { WriteNoteBody, WriteNoteData, WrittenNote } from '../../api/generated/directory/types.gen';
import type {
  AccountRowPage, DealerAccountList, FindDealerAccountsData, PaymentStanding, RecordPaymentBody, RecordPaymentData, ShowAccountRowsData, UndoPaymentBody, UndoPaymentData,
  AcceptRemedyData, CarrierClaimList, ConfirmReceiptBody, ConfirmReceiptData, CounterOfferData, DeliveryNoteView, DiscrepancyInFull, DiscrepancyList, DiscrepancyStanding, EndCarrierClaimData, EndedCarrierClaim, FindDiscrepanciesData,
  GetDiscrepancyData, GetNoteData, InvestigateDiscrepancyBody, InvestigateDiscrepancyData, ListCarrierClaimsData, ListedNotes, ListNotesData, OfferBody, OfferRemedyBody, OfferRemedyData, ReportDamageBody, ReportDamageData,
  ReportLateBody, ReportLateData, TakeInRejectedData,
} from '../../api/generated/inventory/types.gen';

const inventory = service('/api/inventory');
const returns = service('/api/dealer-returns');
const directory = service('/api/directory');

/** What every command about one thing sends besides its body: the same key when it is sent again, and the version that the person has seen. */
export interface Sending {
  readonly id: string;
  readonly idempotencyKey: string;
  /** The one that was seen; without it, whichever there is. */
  readonly version?: number;
}
const about = ({ id, idempotencyKey, version }: Sending) => ({ path: { id }, idempotencyKey, version });

export const listNotes = (query: NonNullable<ListNotesData['query']>) => inventory.get<ListNotesData, ListedNotes>('/delivery-notes', { query });
export const getNote = (id: string) => inventory.get<GetNoteData, DeliveryNoteView>('/delivery-notes/{id}', { path: { id } });
export const confirmReceipt = (sending: Sending, body: ConfirmReceiptBody) => inventory.post<ConfirmReceiptData, DeliveryNoteView>('/delivery-notes/{id}/receipt', { ...about(sending), body });
export const reportDamage = (sending: Sending, body: ReportDamageBody) => inventory.post<ReportDamageData, DeliveryNoteView>('/delivery-notes/{id}/damage', { ...about(sending), body });
export const reportLate = (body: ReportLateBody, idempotencyKey: string) => inventory.post<ReportLateData, DiscrepancyStanding>('/discrepancies', { body, idempotencyKey });

export const findDiscrepancies = (query: NonNullable<FindDiscrepanciesData['query']>) => inventory.get<FindDiscrepanciesData, DiscrepancyList>('/discrepancies', { query });
export const getDiscrepancy = (id: string) => inventory.get<GetDiscrepancyData, DiscrepancyInFull>('/discrepancies/{id}', { path: { id } });
export const investigate = (sending: Sending, body: InvestigateDiscrepancyBody) => inventory.post<InvestigateDiscrepancyData, DiscrepancyStanding>('/discrepancies/{id}/investigate', { ...about(sending), body });
export const offerRemedy = (sending: Sending, body: OfferRemedyBody) => inventory.post<OfferRemedyData, DiscrepancyStanding>('/discrepancies/{id}/offer', { ...about(sending), body });
export const counterOffer = (sending: Sending, body: OfferBody) => inventory.post<CounterOfferData, DiscrepancyStanding>('/discrepancies/{id}/counter', { ...about(sending), body });
export const acceptRemedy = (sending: Sending) => inventory.post<AcceptRemedyData, DiscrepancyStanding>('/discrepancies/{id}/accept', about(sending));
export const takeIn = (sending: Sending) => inventory.post<TakeInRejectedData, DiscrepancyStanding>('/discrepancies/{id}/take-in', about(sending));
export const listCarrierClaims = (query: NonNullable<ListCarrierClaimsData['query']>) => inventory.get<ListCarrierClaimsData, CarrierClaimList>('/carrier-claims', { query });
export const endCarrierClaim = (sending: Sending, recovered: string) => inventory.post<EndCarrierClaimData, EndedCarrierClaim>('/carrier-claims/{id}/end', { ...about(sending), body: { recovered } });
export const writeNote = (body: WriteNoteBody, idempotencyKey: string) => directory.post<WriteNoteData, WrittenNote>('/notes', { body, idempotencyKey });

export const findDebtors = (query: NonNullable<FindDebtorsData['query']>) => returns.get<FindDebtorsData, DebtorList>('/debtors', { query });
export const findObligations = (query: NonNullable<FindObligationsData['query']>) => returns.get<FindObligationsData, ObligationList>('/obligations', { query });
export const getObligation = (id: string) => returns.get<GetObligationData, ObligationInFull>('/obligations/{id}', { path: { id } });
export const receiveOldPart = (sending: Sending, body: ReceiveOldPartBody) => returns.post<ReceiveOldPartData, ObligationStanding>('/obligations/{id}/receive', { ...about(sending), body });
export const explainNotReturned = (sending: Sending, body: ExplainNotReturnedBody) => returns.post<ExplainNotReturnedData, ObligationStanding>('/obligations/{id}/explain', { ...about(sending), body });
export const approveWaiver = (sending: Sending) => returns.post<ApproveWaiverData, ObligationStanding>('/obligations/{id}/approve-waiver', about(sending));
export const rejectWaiver = (sending: Sending) => returns.post<RejectWaiverData, ObligationStanding>('/obligations/{id}/reject-waiver', about(sending));
export const receiveUntagged = (body: ReceiveUntaggedPartsBody, idempotencyKey: string) => returns.post<ReceiveUntaggedPartsData, UntaggedPartsReceived>('/old-parts', { body, idempotencyKey });
export const findSurplus = (query: NonNullable<FindSurplusData['query']>) => returns.get<FindSurplusData, SurplusList>('/surplus', { query });
export const assignSurplus = (id: string, body: AssignSurplusBody, idempotencyKey: string) => returns.post<AssignSurplusData, ObligationStanding>('/surplus/{id}/assign', { path: { id }, body, idempotencyKey });
export const sumPenalties = () => returns.get<SumPenaltiesData, PenaltySums>('/penalties/sums');
export const findPenalties = (query: NonNullable<FindPenaltiesData['query']>) => returns.get<FindPenaltiesData, PenaltyList>('/penalties', { query });
export const approvePenalty = (sending: Sending, body: ApprovePenaltyBody) => returns.post<ApprovePenaltyData, PenaltyStanding>('/penalties/{id}/approve', { ...about(sending), body });
export const rejectPenalty = (sending: Sending, body: RejectPenaltyBody) => returns.post<RejectPenaltyData, PenaltyStanding>('/penalties/{id}/reject', { ...about(sending), body });

export const findAccounts = (query: NonNullable<FindDealerAccountsData['query']>) => inventory.get<FindDealerAccountsData, DealerAccountList>('/dealer-accounts', { query });
export const showAccount = (dealer: string, query: NonNullable<ShowAccountRowsData['query']>) => inventory.get<ShowAccountRowsData, AccountRowPage>('/dealer-accounts/{dealer}/rows', { path: { dealer }, query });
export const recordPayment = (body: RecordPaymentBody, idempotencyKey: string) => inventory.post<RecordPaymentData, PaymentStanding>('/dealer-payments', { body, idempotencyKey });
export const undoPayment = (id: string, reason: UndoPaymentBody['reason'], idempotencyKey: string) => inventory.post<UndoPaymentData, PaymentStanding>('/dealer-payments/{id}/undo', { path: { id }, body: { reason }, idempotencyKey });
