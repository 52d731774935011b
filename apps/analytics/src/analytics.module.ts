import { OpsModule } from '@aftercare/chassis';
import { Module } from '@nestjs/common';
import { FindBranchStanding } from './features/branch/find-branch-standing';
import { ShowOldPartDebt } from './features/old-part/show-old-part-debt';
import { ShowOldPartReturn } from './features/old-part/show-old-part-return';
import { FindTicketsByDay } from './features/tickets/find-tickets-by-day';
import { BranchStanding } from './projections/branch-standing';
import { OldPartDuties } from './projections/old-part-duties';
import { TicketsByDay } from './projections/tickets-by-day';

/** Table of contents of the service. */
@Module({
  imports: [OpsModule],
  controllers: [FindTicketsByDay, FindBranchStanding, ShowOldPartReturn, ShowOldPartDebt, TicketsByDay, BranchStanding, OldPartDuties],
})
export class AnalyticsModule {}
