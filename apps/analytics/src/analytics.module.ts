import { OpsModule } from '@aftercare/chassis';
import { Module } from '@nestjs/common';
import { FindBranchStanding } from './features/branch/find-branch-standing';
import { FindTicketsByDay } from './features/tickets/find-tickets-by-day';
import { BranchStanding } from './projections/branch-standing';
import { TicketsByDay } from './projections/tickets-by-day';

/** Table of contents of the service. */
@Module({
  imports: [OpsModule],
  controllers: [FindTicketsByDay, FindBranchStanding, TicketsByDay, BranchStanding],
})
export class AnalyticsModule {}
