import { OpsModule } from '@aftercare/chassis';
import { Module, type DynamicModule } from '@nestjs/common';
import { DirectoryClient } from './directory/directory-client';
import { FollowTickets } from './features/ticket/follow-tickets';
import { GetTicket } from './features/ticket/get-ticket';
import { OpenTicket } from './features/ticket/open-ticket';
import { TakeUpTicket } from './features/ticket/take-up-ticket';
import { EscalateTicket } from './jobs/escalate-ticket';
import { TicketStore } from './persistence/ticket.store';
import { Branches } from './projections/branches';
import { Calendars } from './projections/calendars';
import { Customers } from './projections/customers';
import { ServicePolicies } from './projections/service-policies';
import { Staff } from './projections/staff';

/** Table of contents of the service. */
@Module({
  imports: [OpsModule],
  controllers: [OpenTicket, TakeUpTicket, FollowTickets, GetTicket, Branches, Calendars, Customers, ServicePolicies, Staff],
  providers: [TicketStore, EscalateTicket],
})
export class TicketsModule {
  static asking(directoryUrl: string): DynamicModule {
    return { module: TicketsModule, providers: [{ provide: DirectoryClient, useValue: new DirectoryClient(directoryUrl) }] };
  }
}
