import { OpsModule } from '@aftercare/chassis';
import { importing, importRoutes } from '@aftercare/imports';
import { Module } from '@nestjs/common';
import { ListBackOrders } from './features/back-order/list-back-orders';
import { ListCarriers } from './features/carrier/list-carriers';
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
import { CorrectTransfer } from './features/stock/correct-transfer';
import { CountStock } from './features/stock/count-stock';
import { MoveStock } from './features/stock/move-stock';
import { ReceiveGoods } from './features/stock/receive-goods';
import { ShowLedger } from './features/stock/show-ledger';
import { ShowStock } from './features/stock/show-stock';
import { CallOffTransfer } from './features/transfer/call-off-transfer';
import { ListTransfers } from './features/transfer/list-transfers';
import { PrepareTransfer } from './features/transfer/prepare-transfer';
import { ReceiveTransfer } from './features/transfer/receive-transfer';
import { SendTransfer } from './features/transfer/send-transfer';
import { InventoryKinds } from './imports/inventory-kinds';
import { ExpireReservation, ReservationSubjects } from './jobs/expire-reservation';
import { Approval } from './persistence/approval';
import { BackOrders } from './persistence/back-orders';
import { Ledger } from './persistence/ledger';
import { OpeningStock } from './persistence/opening-stock';
import { PartsRequestStore } from './persistence/parts-request.store';
import { Reservations } from './persistence/reservations';
import { StockCount } from './persistence/stock-count';
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

/** Table of contents of the service. */
@Module({
  imports: [OpsModule],
  controllers: [
    FindParts, ShowPart, WithdrawPart, ListLocations, ListCarriers,
    ShowStock, ShowLedger, MoveStock, ReceiveGoods, CountStock, CorrectTransfer,
    PrepareTransfer, SendTransfer, ReceiveTransfer, CallOffTransfer, ListTransfers,
    SubmitPartsRequest, DraftPartsRequest, ReviseDraft, HandInDraft, AnswerSubstitute, DecidePartsRequest, DecideCredit, PromiseDay, CancelPartsRequest, ClosePartsRequest,
    FindPartsRequests, GetPartsRequest, ListBackOrders,
    ...importRoutes,
    WhenOldPartReceived,
    ProductModels, Branches, Calendars, Staff, Dealers, Devices, Customers, Tickets,
  ],
  providers: [
    Reservations, BackOrders, Ledger, StockCount, TransferStore, OpeningStock, ...importing(InventoryKinds), ExpireReservation, ReservationSubjects,
    PartsRequestStore, Approval,
  ],
})
export class InventoryModule {}
