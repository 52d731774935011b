import { branchesFor, Requires } from '@aftercare/auth';
import { localDay } from '@aftercare/business-time';
import { Command, Nullable } from '@aftercare/chassis';
import { branchParam, statement, type Tx } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { IsISO8601, IsUUID, Matches } from 'class-validator';
import { day } from '../../device-standing';
import type { Device } from '../../domain/device';
import type { WarrantyTerms } from '../../domain/warranty';
import { DeviceStore } from '../../persistence/device.store';

export class HandOverDeviceBody {
  /** Whose it is from now on. */
  @IsUUID() customerId!: string;
  /** null: it is not installed yet. */
  @Nullable() @Matches(day) @IsISO8601({ strict: true }) installedOn!: string | null;
}

interface Facts {
  readonly customerId: string;
  readonly customerBranch: string;
  readonly zone: string;
  readonly dealerBranch: string | null;
  readonly terms: WarrantyTerms;
}

const saleFacts = statement(
  'device-sale-facts',
  `SELECT customer.id AS "customerId", branch.branch_id AS "customerBranch", calendar.zone, dealer.branch_id AS "dealerBranch",
          jsonb_build_object('repair', m.repair_months, 'replace', m.replace_months, 'refund', m.refund_months) AS terms
     FROM customer JOIN branch USING (branch_id) JOIN calendar USING (calendar_code) JOIN product_model m ON m.model_code = $2
     LEFT JOIN dealer ON dealer.dealer_code = $3
    WHERE customer.id = (SELECT coalesce(merged_into, id) FROM customer WHERE id = $1) AND ($4::text[] IS NULL OR branch.branch_id = ANY ($4))`,
);

@Controller('devices')
export class HandOverDevice {
  constructor(private readonly devices: DeviceStore) {}

  /** A device was sold to a customer, or passed on to another one. Its guarantees begin with the day of installation. */
  @Post(':serial/hand-over')
  @Requires('customer:change')
  @HttpCode(204)
  async handle(@Param('serial') serial: string, @Body() { customerId, installedOn }: HandOverDeviceBody, @Command() command: Command): Promise<void> {
    await this.devices.change<undefined, Facts>(
      serial,
      (device, { now, facts }) => device.handOver({
        customer: { id: facts.customerId, branchId: facts.customerBranch }, dealerBranch: facts.dealerBranch, terms: facts.terms, installedOn, today: localDay(now, facts.zone),
      }),
      command,
      (tx, device) => factsOf(tx, customerId, device, branchParam(branchesFor(command.principal, command.permission))),
    );
  }
}

const factsOf = async (tx: Tx, customerId: string, { modelCode, dealerCode }: Device, own: readonly string[] | null): Promise<Facts> => {
  const [facts] = await tx.query<Facts>(saleFacts, [customerId, modelCode, dealerCode, own]);
  if (!facts) throw new NotFound('customer');
  return facts;
};
