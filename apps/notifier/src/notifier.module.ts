import { OpsModule } from '@aftercare/chassis';
import { Module } from '@nestjs/common';
import { ListNotices } from './features/notice/list-notices';
import { ReadNotice } from './features/notice/read-notice';
import { DeliverNotice } from './jobs/deliver-notice';
import { NoticeStore } from './persistence/notice.store';
import { Notices } from './persistence/notices';
import { Branches } from './projections/branches';
import { Customers } from './projections/customers';
import { WhenHandOverOffered } from './reactions/when-hand-over-offered';
import { WhenLimitReached } from './reactions/when-limit-reached';
import { WhenTicketAssigned } from './reactions/when-ticket-assigned';
import { WhenTicketEscalated } from './reactions/when-ticket-escalated';
import { WhenTicketOpened } from './reactions/when-ticket-opened';
import { WhenTicketReplied } from './reactions/when-ticket-replied';

/** Table of contents of the service. */
@Module({
  imports: [OpsModule],
  controllers: [
    ListNotices, ReadNotice,
    WhenTicketOpened, WhenTicketAssigned, WhenTicketReplied, WhenTicketEscalated, WhenHandOverOffered, WhenLimitReached,
    Customers, Branches,
  ],
  providers: [NoticeStore, Notices, DeliverNotice],
})
export class NotifierModule {}
