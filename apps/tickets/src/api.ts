import { TicketsModule } from './tickets.module';

/** What the service is called, and the module of its routes: what is started, and what the documents are made of. */
export const api = { service: 'tickets', title: '工单 · Tickets', module: TicketsModule } as const;
