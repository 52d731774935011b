import { boot, startStoreService } from '@aftercare/chassis';
import { ticketsConfig } from './config';
import { ticketRules } from './domain/rules';
import { ticketMapping } from './persistence/ticket.mapping';
import { TicketsModule } from './tickets.module';

boot(async () => {
  const config = ticketsConfig();
  return startStoreService(TicketsModule.asking(config.DIRECTORY_URL), { service: 'tickets', title: '工单 · Tickets', config, rules: ticketRules, mappings: [ticketMapping] });
});
