import { OpsModule } from '@aftercare/chassis';
import { DocumentsModule } from '@aftercare/documents';
import { importing, importRoutes } from '@aftercare/imports';
import { Module, type DynamicModule } from '@nestjs/common';
import { Names } from './directory/names';
import { Receivers } from './directory/receivers';
import { CarrierSignatures } from './carrier-signatures';
import type { CarrierSecrets } from './config';
import { ListBackOrders } from './features/back-order/list-back-orders';
import { EndCarrierClaim } from './features/carrier-claim/end-carrier-claim';
import { ListCarrierClaims } from './features/carrier-claim/list-carrier-claims';
import { ShowClaimPaper } from './features/carrier-claim/show-claim-paper';
import { ListCarriers } from './features/carrier/list-carriers';
import { ExportAccount } from './features/dealer-account/export-account';
import { FindDealerAccounts } from './features/dealer-account/find-dealer-accounts';
import { ShowAccountRows } from './features/dealer-account/show-account-rows';
import { RecordPayment } from './features/dealer-payment/record-payment';
import { UndoPayment } from './features/dealer-payment/undo-payment';
import { ConfirmReceipt } from './features/delivery-note/confirm-receipt';
import { GetNote } from './features/delivery-note/get-note';
import { GiveUpNote } from './features/delivery-note/give-up-note';
import { IssueNote } from './features/delivery-note/issue-note';
import { ListNotes } from './features/delivery-note/list-notes';
import { PrintNote } from './features/delivery-note/print-note';
import { ReportDamage } from './features/delivery-note/report-damage';
import { ShowNotePaper } from './features/delivery-note/show-note-paper';
import { VoidNote } from './features/delivery-note/void-note';
import { AcceptRemedy } from './features/discrepancy/accept-remedy';
import { CounterOffer } from './features/discrepancy/counter-offer';
import { FindDiscrepancies } from './features/discrepancy/find-discrepancies';
import { GetDiscrepancy } from './features/discrepancy/get-discrepancy';
import { InvestigateDiscrepancy } from './features/discrepancy/investigate-discrepancy';
import { OfferRemedy } from './features/discrepancy/offer-remedy';
import { ReportLate } from './features/discrepancy/report-late';
import { ShowDiscrepancyReport } from './features/discrepancy/show-discrepancy-report';
import { TakeInRejected } from './features/discrepancy/take-in-rejected';
import { ChangeLedgerRow } from './features/dispatch-ledger/change-ledger-row';
import { CorrectLedgerRow } from './features/dispatch-ledger/correct-ledger-row';
import { ExportDispatchLedger } from './features/dispatch-ledger/export-dispatch-ledger';
import { ShowDispatchLedger } from './features/dispatch-ledger/show-dispatch-ledger';
import { FindDocuments } from './features/document/find-documents';
import { ChargeLoan } from './features/loan/charge-loan';
import { FindLoans } from './features/loan/find-loans';
import { LendGoods } from './features/loan/lend-goods';
import { TakeBackLoan } from './features/loan/take-back-loan';
import { ListLocations } from './features/location/list-locations';
import { FindParts } from './features/part/find-parts';
import { ShowPart } from './features/part/show-part';
import { WithdrawPart } from './features/part/withdraw-part';
import { AnswerSubstitute } from './features/parts-request/answer-substitute';
import { CancelPartsRequest } from './features/parts-request/cancel-parts-request';
import { ClosePartsRequest } from './features/parts-request/close-parts-request';
import { DecideCredit } from './features/parts-request/decide-credit';
import { DecidePartsRequest } from './features/parts-request/decide-parts-request';
import { DraftPartsRequest } from './features/parts-request/draft-parts-request';
import { FindPartsRequests } from './features/parts-request/find-parts-requests';
import { GetPartsRequest } from './features/parts-request/get-parts-request';
import { HandInDraft } from './features/parts-request/hand-in-draft';
import { PromiseDay } from './features/parts-request/promise-day';
import { ReviseDraft } from './features/parts-request/revise-draft';
import { SubmitPartsRequest } from './features/parts-request/submit-parts-request';
import { ListPastShipments } from './features/past-shipment/list-past-shipments';
import { CheckPicking } from './features/picking/check-picking';
import { FinishPicking } from './features/picking/finish-picking';
import { GetPicking } from './features/picking/get-picking';
import { ListPickings } from './features/picking/list-pickings';
import { PackPicking } from './features/picking/pack-picking';
import { PutBackPicking } from './features/picking/put-back-picking';
import { ScanPart } from './features/picking/scan-part';
import { SendBackPicking } from './features/picking/send-back-picking';
import { ShowPickQueue } from './features/picking/show-pick-queue';
import { StartCheck } from './features/picking/start-check';
import { ShowPickList } from './features/picking/show-pick-list';
import { StartPicking } from './features/picking/start-picking';
import { DeclareLost } from './features/shipment/declare-lost';
import { DispatchShipment } from './features/shipment/dispatch-shipment';
import { EstimateArrival } from './features/shipment/estimate-arrival';
import { ExportUnfollowed } from './features/shipment/export-unfollowed';
import { FollowUpShipment } from './features/shipment/follow-up-shipment';
import { GetShipment } from './features/shipment/get-shipment';
import { ListShipments } from './features/shipment/list-shipments';
import { ListUnfollowed } from './features/shipment/list-unfollowed';
import { ReportArrival } from './features/shipment/report-arrival';
import { ShowBoxLabel } from './features/shipment/show-box-label';
import { TakeBackShipment } from './features/shipment/take-back-shipment';
import { CorrectTransfer } from './features/stock/correct-transfer';
import { ApproveCount } from './features/stock/approve-count';
import { CountStock } from './features/stock/count-stock';
import { DeclineCount } from './features/stock/decline-count';
import { ExportCountSheet } from './features/stock/export-count-sheet';
import { ListCounts } from './features/stock/list-counts';
import { ListRecounts } from './features/stock/list-recounts';
import { MoveStock } from './features/stock/move-stock';
import { ReceiveGoods } from './features/stock/receive-goods';
import { ShowLedger } from './features/stock/show-ledger';
import { ExportStock } from './features/stock/export-stock';
import { ShowStock } from './features/stock/show-stock';
import { PushTracking } from './features/tracking/push-tracking';
import { ReceiveSignedPush } from './features/tracking/receive-signed-push';
import { CallOffTransfer } from './features/transfer/call-off-transfer';
import { ListTransferPlaces } from './features/transfer/list-transfer-places';
import { ListTransfers } from './features/transfer/list-transfers';
import { PrepareTransfer } from './features/transfer/prepare-transfer';
import { ReceiveTransfer } from './features/transfer/receive-transfer';
import { SendTransfer } from './features/transfer/send-transfer';
import { ShowTransferNote } from './features/transfer/show-transfer-note';
import { InventoryKinds } from './imports/inventory-kinds';
import { AlarmUnnamedDay } from './jobs/alarm-unnamed-day';
import { AwaitPromisedDay } from './jobs/await-promised-day';
import { AwaitReceipt } from './jobs/await-receipt';
import { CloseFollowUpDay } from './jobs/close-follow-up-day';
import { ExpireReservation, ReservationSubjects } from './jobs/expire-reservation';
import { LetLoanFallDue } from './jobs/let-loan-fall-due';
import { NoticeSilence } from './jobs/notice-silence';
import { PassPromisedDay } from './jobs/pass-promised-day';
import { RemindOfLoan } from './jobs/remind-of-loan';
import { Approval } from './persistence/approval';
import { BackOrders } from './persistence/back-orders';
import { LoanStore } from './persistence/loan.store';
import { Loans } from './persistence/loans';
import { DealerPaymentStore } from './persistence/dealer-payment.store';
import { DealerPayments } from './persistence/dealer-payments';
import { DeliveryNoteStore } from './persistence/delivery-note.store';
import { Dispatch } from './persistence/dispatch';
import { FollowUpStore } from './persistence/follow-up.store';
import { CarrierClaimStore } from './persistence/carrier-claim.store';
import { Discrepancies } from './persistence/discrepancies';
import { DiscrepancyWork } from './persistence/discrepancy-work';
import { DiscrepancyStore } from './persistence/discrepancy.store';
import { Ledger } from './persistence/ledger';
import { NotesWork } from './persistence/notes-work';
import { OpeningStock } from './persistence/opening-stock';
import { PartsRequestStore } from './persistence/parts-request.store';
import { PastShipmentStore } from './persistence/past-shipment.store';
import { PickingWork } from './persistence/picking-work';
import { PickingStore } from './persistence/picking.store';
import { Receipts } from './persistence/receipts';
import { Reservations } from './persistence/reservations';
import { Returns } from './persistence/returns';
import { ShipmentStore } from './persistence/shipment.store';
import { StockCountStore } from './persistence/stock-count.store';
import { StockCounts } from './persistence/stock-counts';
import { TrackingInbox } from './persistence/tracking-inbox';
import { TransferStore } from './persistence/transfer.store';
import { Branches } from './projections/branches';
import { Calendars } from './projections/calendars';
import { Customers } from './projections/customers';
import { Dealers } from './projections/dealers';
import { Devices } from './projections/devices';
import { ProductModels } from './projections/product-models';
import { Staff } from './projections/staff';
import { Tickets } from './projections/tickets';
import { WhenOldPartReceived } from './reactions/when-old-part-received';
import { WhenPenaltyApproved } from './reactions/when-penalty-approved';

/** Table of contents of the service. */
@Module({
  imports: [OpsModule, DocumentsModule.of('inventory')],
  controllers: [
    FindDocuments,
    FindParts, ShowPart, WithdrawPart, ListLocations, ListCarriers,
    ShowStock, ExportStock, ShowLedger, MoveStock, ReceiveGoods, CountStock, ApproveCount, DeclineCount, ListCounts, ExportCountSheet, CorrectTransfer,
    PrepareTransfer, SendTransfer, ReceiveTransfer, CallOffTransfer, ListTransfers, ListTransferPlaces, ShowTransferNote,
    LendGoods, TakeBackLoan, ChargeLoan, FindLoans,
    SubmitPartsRequest, DraftPartsRequest, ReviseDraft, HandInDraft, AnswerSubstitute, DecidePartsRequest, DecideCredit, PromiseDay, CancelPartsRequest, ClosePartsRequest,
    FindPartsRequests, GetPartsRequest, ListBackOrders,
    StartPicking, ScanPart, FinishPicking, StartCheck, CheckPicking, SendBackPicking, PackPicking, PutBackPicking, ShowPickQueue, ListPickings, GetPicking, ShowPickList,
    IssueNote, PrintNote, VoidNote, ConfirmReceipt, GiveUpNote, ReportDamage, ListNotes, GetNote, ShowNotePaper, ShowDispatchLedger, ExportDispatchLedger, ChangeLedgerRow, CorrectLedgerRow,
    DispatchShipment, FollowUpShipment, ReportArrival, EstimateArrival, DeclareLost, TakeBackShipment, ListUnfollowed, ExportUnfollowed, ListShipments, GetShipment, ShowBoxLabel, PushTracking, ReceiveSignedPush, ListPastShipments,
    ...importRoutes,
    FindDiscrepancies, GetDiscrepancy, InvestigateDiscrepancy, OfferRemedy, CounterOffer, AcceptRemedy, TakeInRejected, ReportLate, ShowDiscrepancyReport, ListCarrierClaims, EndCarrierClaim, ShowClaimPaper, ListRecounts,
    FindDealerAccounts, ShowAccountRows, ExportAccount, RecordPayment, UndoPayment,
    WhenOldPartReceived, WhenPenaltyApproved,
    ProductModels, Branches, Calendars, Staff, Dealers, Devices, Customers, Tickets,
  ],
  providers: [
    DiscrepancyStore, CarrierClaimStore, Discrepancies, DiscrepancyWork,
    Reservations, BackOrders, Ledger, StockCountStore, StockCounts, TransferStore, LoanStore, Loans, OpeningStock, ...importing(InventoryKinds), ExpireReservation, ReservationSubjects,
    PartsRequestStore, Approval, DealerPaymentStore, DealerPayments,
    PickingStore, PickingWork, DeliveryNoteStore, NotesWork, ShipmentStore, FollowUpStore, Dispatch, Receipts, Returns, TrackingInbox, PastShipmentStore,
    RemindOfLoan, LetLoanFallDue, AwaitPromisedDay, AlarmUnnamedDay, PassPromisedDay, NoticeSilence, AwaitReceipt, CloseFollowUpDay,
  ],
})
export class InventoryModule {
  /** `secrets`: by which carriers sign what they tell us; `directoryUrl`: who knows where a box goes, and how people are called. */
  static trusting(secrets: CarrierSecrets, directoryUrl: string): DynamicModule {
    return { module: InventoryModule, providers: [{ provide: CarrierSignatures, useValue: new CarrierSignatures(secrets) }, { provide: Receivers, useValue: new Receivers(directoryUrl) }, { provide: Names, useValue: new Names(directoryUrl) }] };
  }
}
