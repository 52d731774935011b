import { OpsModule } from '@aftercare/chassis';
import { importing, importRoutes } from '@aftercare/imports';
import { Module } from '@nestjs/common';
import { ListCarriers } from './features/carrier/list-carriers';
import { ListLocations } from './features/location/list-locations';
import { FindParts } from './features/part/find-parts';
import { ShowPart } from './features/part/show-part';
import { WithdrawPart } from './features/part/withdraw-part';
import { CorrectTransfer } from './features/stock/correct-transfer';
import { CountStock } from './features/stock/count-stock';
import { MoveStock } from './features/stock/move-stock';
import { ReceiveGoods } from './features/stock/receive-goods';
import { ShowLedger } from './features/stock/show-ledger';
import { ShowStock } from './features/stock/show-stock';
import { InventoryKinds } from './imports/inventory-kinds';
import { ExpireReservation, ReservationSubjects } from './jobs/expire-reservation';
import { BackOrders } from './persistence/back-orders';
import { Ledger } from './persistence/ledger';
import { OpeningStock } from './persistence/opening-stock';
import { PartsRequestStore } from './persistence/parts-request.store';
import { Reservations } from './persistence/reservations';
import { StockCount } from './persistence/stock-count';
import { Branches } from './projections/branches';
import { Calendars } from './projections/calendars';
import { Customers } from './projections/customers';
import { Dealers } from './projections/dealers';
import { Devices } from './projections/devices';
import { ProductModels } from './projections/product-models';
import { Staff } from './projections/staff';
import { Tickets } from './projections/tickets';

/** Table of contents of the service. */
@Module({
  imports: [OpsModule],
  controllers: [
    FindParts, ShowPart, WithdrawPart, ListLocations, ListCarriers,
    ShowStock, ShowLedger, MoveStock, ReceiveGoods, CountStock, CorrectTransfer,
    ...importRoutes,
    ProductModels, Branches, Calendars, Staff, Dealers, Devices, Customers, Tickets,
  ],
  providers: [
    Reservations, BackOrders, Ledger, StockCount, OpeningStock, ...importing(InventoryKinds), ExpireReservation, ReservationSubjects,
    PartsRequestStore,
  ],
})
export class InventoryModule {}
