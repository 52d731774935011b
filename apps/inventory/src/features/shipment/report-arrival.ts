import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Param, Post } from '@nestjs/common';
import { branchTerms, type BranchTerms } from '../../persistence/branch-terms';
import { ShipmentStore } from '../../persistence/shipment.store';
import { shipmentStanding, ShipmentView } from '../../shipment-view';

@Controller('shipments')
export class ReportArrival {
  constructor(private readonly shipments: ShipmentStore) {}

  /** Its receiver has told a clerk that it is there: it has arrived now. What came, he still says himself; and when the carrier says when it was, that counts. */
  @Post(':id/arrival')
  @Requires('parts:track')
  @Answers(ShipmentView, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<ShipmentView> {
    if (!isUuid(id)) throw new NotFound('shipment');
    return this.shipments.change<ShipmentView, BranchTerms>(id, (shipment, { now, facts: { calendar } }) => shipmentStanding(shipment, shipment.arrive(calendar, now)), command, (tx, { branchId }) => branchTerms(tx, branchId));
  }
}
