import { OpsModule } from '@aftercare/chassis';
import { Module } from '@nestjs/common';
import { ListCarriers } from './features/carrier/list-carriers';
import { ListLocations } from './features/location/list-locations';
import { FindParts } from './features/part/find-parts';

/** Table of contents of the service. */
@Module({
  imports: [OpsModule],
  controllers: [
    FindParts, ListLocations, ListCarriers,
  ],
  providers: [],
})
export class InventoryModule {}
