import { OpsModule } from '@aftercare/chassis';
import { Module } from '@nestjs/common';
import { FindTicketsByDay } from './features/tickets/find-tickets-by-day';
import { TicketsByDay } from './projections/tickets-by-day';

/** Table of contents of the service. */
@Module({
  imports: [OpsModule],
  controllers: [FindTicketsByDay, TicketsByDay],
})
export class AnalyticsModule {}
