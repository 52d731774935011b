import { OpsModule } from '@aftercare/chassis';
import { Module, type DynamicModule } from '@nestjs/common';
import { DirectoryClient } from './directory/directory-client';
import { GetTicket } from './features/ticket/get-ticket';
import { OpenTicket } from './features/ticket/open-ticket';
import { TicketStore } from './persistence/ticket.store';
import { Branches } from './projections/branches';
import { Staff } from './projections/staff';

/** Table of contents of the service. */
@Module({
  imports: [OpsModule],
  controllers: [OpenTicket, GetTicket, Branches, Staff],
  providers: [TicketStore],
})
export class TicketsModule {
  static asking(directoryUrl: string): DynamicModule {
    return { module: TicketsModule, providers: [{ provide: DirectoryClient, useValue: new DirectoryClient(directoryUrl) }] };
  }
}
