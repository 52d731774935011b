import { OpsModule } from '@aftercare/chassis';
import { Module } from '@nestjs/common';
import { ListCarriers } from './features/carrier/list-carriers';
import { ListLocations } from './features/location/list-locations';
import { FindParts } from './features/part/find-parts';
import { Ledger } from './persistence/ledger';
import { PartsRequestStore } from './persistence/parts-request.store';
import { Reservations } from './persistence/reservations';
import { Branches } from './projections/branches';
import { Calendars } from './projections/calendars';
import { Customers } from './projections/customers';
import { Dealers } from './projections/dealers';
import { Devices } from './projections/devices';
import { Staff } from './projections/staff';
import { Tickets } from './projections/tickets';

/** Table of contents of the service. */
@Module({
  imports: [OpsModule],
  controllers: [
    FindParts, ListLocations, ListCarriers,
    Branches, Calendars, Staff, Dealers, Devices, Customers, Tickets,
  ],
  providers: [
    Reservations, Ledger,
    PartsRequestStore,
  ],
})
export class InventoryModule {}
