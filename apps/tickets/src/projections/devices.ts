import { DeviceRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { keepNewest, Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'device-view',
  `INSERT INTO device (serial, model_code, dealer_code, customer_id, installed_on, warranty_source, repair_until, replace_until, refund_until, sold_outside_area)
   SELECT d.serial, d."modelCode", d."dealerCode", d."customerId", d."installedOn", d."warrantySource", d."repairUntil", d."replaceUntil", d."refundUntil", d."soldOutsideArea"
     FROM jsonb_to_recordset($1::jsonb) AS d (serial text, "modelCode" text, "dealerCode" text, "customerId" uuid, "installedOn" date, "warrantySource" text, "repairUntil" date, "replaceUntil" date, "refundUntil" date, "soldOutsideArea" boolean)
   ON CONFLICT (serial) DO UPDATE SET model_code = excluded.model_code, dealer_code = excluded.dealer_code, customer_id = excluded.customer_id,
     installed_on = excluded.installed_on, warranty_source = excluded.warranty_source, repair_until = excluded.repair_until,
     replace_until = excluded.replace_until, refund_until = excluded.refund_until, sold_outside_area = excluded.sold_outside_area`,
);

/** Each device with its owner, its dealer and the last days of its guarantees: what a ticket pins at its intake. */
@Controller()
export class Devices {
  @Projects(DeviceRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof DeviceRegisteredV1>>[], tx: Tx): Promise<void> {
    await keepNewest(tx, upsert, events, 'serial');
  }
}
