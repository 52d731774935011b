import { OpsModule } from '@aftercare/chassis';
import { Module } from '@nestjs/common';
import { ListCarriers } from './features/carrier/list-carriers';
import { ListLocations } from './features/location/list-locations';
import { FindParts } from './features/part/find-parts';
import { Ledger } from './persistence/ledger';
import { Reservations } from './persistence/reservations';

/** Table of contents of the service. */
@Module({
  imports: [OpsModule],
  controllers: [
    FindParts, ListLocations, ListCarriers,
  ],
  providers: [Reservations, Ledger],
})
export class InventoryModule {}
