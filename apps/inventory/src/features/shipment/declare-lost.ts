import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Param, Post } from '@nestjs/common';
import { branchTerms, type BranchTerms } from '../../persistence/branch-terms';
import { ShipmentStore } from '../../persistence/shipment.store';
import { shipmentStanding, ShipmentView } from '../../shipment-view';

@Controller('shipments')
export class DeclareLost {
  constructor(private readonly shipments: ShipmentStore) {}

  /** The carrier cannot find it. Its pieces stay in transit until it is agreed who bears the loss; should it turn up, its signature counts. */
  @Post(':id/lost')
  @Requires('parts:ship')
  @Answers(ShipmentView, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<ShipmentView> {
    if (!isUuid(id)) throw new NotFound('shipment');
    return this.shipments.change<ShipmentView, BranchTerms>(id, (shipment, { now, actor, facts: { calendar } }) => shipmentStanding(shipment, shipment.declareLost(calendar, actor.subject, now)), command, (tx, { branchId }) => branchTerms(tx, branchId));
  }
}
