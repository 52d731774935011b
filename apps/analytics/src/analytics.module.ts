import { OpsModule } from '@aftercare/chassis';
import { Module } from '@nestjs/common';
import { FindBranchStanding } from './features/branch/find-branch-standing';
import { ShowOldPartDebt } from './features/old-part/show-old-part-debt';
import { ShowOldPartReturn } from './features/old-part/show-old-part-return';
import { ShowBackOrderAge } from './features/shipping/show-back-order-age';
import { ShowOnTimeArrival } from './features/shipping/show-on-time-arrival';
import { ShowOnTimeDispatch } from './features/shipping/show-on-time-dispatch';
import { FindTicketsByDay } from './features/tickets/find-tickets-by-day';
import { BranchStanding } from './projections/branch-standing';
import { Dispatches } from './projections/dispatches';
import { Journeys } from './projections/journeys';
import { OldPartDuties } from './projections/old-part-duties';
import { OwedLines } from './projections/owed-lines';
import { TicketsByDay } from './projections/tickets-by-day';

/** Table of contents of the service. */
@Module({
  imports: [OpsModule],
  controllers: [
    FindTicketsByDay, FindBranchStanding, ShowOldPartReturn, ShowOldPartDebt, ShowOnTimeArrival, ShowOnTimeDispatch, ShowBackOrderAge,
    TicketsByDay, BranchStanding, OldPartDuties, Journeys, Dispatches, OwedLines,
  ],
})
export class AnalyticsModule {}
