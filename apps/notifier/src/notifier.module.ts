import { OpsModule } from '@aftercare/chassis';
import { Module } from '@nestjs/common';
import { ListNotices } from './features/notice/list-notices';
import { ReadNotice } from './features/notice/read-notice';
import { DeliverNotice } from './jobs/deliver-notice';
import { NoticeStore } from './persistence/notice.store';
import { Notices } from './persistence/notices';
import { Branches } from './projections/branches';
import { Customers } from './projections/customers';
import { Locations } from './projections/locations';
import { TicketOwners } from './projections/ticket-owners';
import { WhenCustomerOffered } from './reactions/when-customer-offered';
import { WhenDayNotFollowed } from './reactions/when-day-not-followed';
import { WhenDiscrepancyMoves } from './reactions/when-discrepancy-moves';
import { WhenHandOverOffered } from './reactions/when-hand-over-offered';
import { WhenLimitReached } from './reactions/when-limit-reached';
import { WhenLoanDue } from './reactions/when-loan-due';
import { WhenOldPartDue } from './reactions/when-old-part-due';
import { WhenPartsBackOrdered } from './reactions/when-parts-back-ordered';
import { WhenPartsRequestDecided } from './reactions/when-parts-request-decided';
import { WhenPartsRequestSubmitted } from './reactions/when-parts-request-submitted';
import { WhenShipmentLate } from './reactions/when-shipment-late';
import { WhenShipmentSigned } from './reactions/when-shipment-signed';
import { WhenStaffMoved } from './reactions/when-staff-moved';
import { WhenStockFellShort } from './reactions/when-stock-fell-short';
import { WhenTicketAssigned } from './reactions/when-ticket-assigned';
import { WhenTicketEscalated } from './reactions/when-ticket-escalated';
import { WhenTicketOpened } from './reactions/when-ticket-opened';
import { WhenTicketReplied } from './reactions/when-ticket-replied';

/** Table of contents of the service. */
@Module({
  imports: [OpsModule],
  controllers: [
    ListNotices, ReadNotice,
    WhenTicketOpened, WhenTicketAssigned, WhenTicketReplied, WhenTicketEscalated, WhenHandOverOffered, WhenCustomerOffered, WhenStaffMoved, WhenLimitReached,
    WhenPartsRequestSubmitted, WhenPartsRequestDecided, WhenPartsBackOrdered, WhenShipmentSigned, WhenShipmentLate, WhenDayNotFollowed, WhenOldPartDue, WhenStockFellShort, WhenDiscrepancyMoves, WhenLoanDue,
    Customers, Branches, Locations, TicketOwners,
  ],
  providers: [NoticeStore, Notices, DeliverNotice],
})
export class NotifierModule {}
