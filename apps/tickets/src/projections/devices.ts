import { DeviceRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'device-view',
  `INSERT INTO device (serial, model_code, dealer_code, customer_id, installed_on, warranty_source, repair_until, replace_until, refund_until, sold_outside_area)
   SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::date[], $6::text[], $7::date[], $8::date[], $9::date[], $10::boolean[])
   ON CONFLICT (serial) DO UPDATE SET model_code = excluded.model_code, dealer_code = excluded.dealer_code, customer_id = excluded.customer_id,
     installed_on = excluded.installed_on, warranty_source = excluded.warranty_source, repair_until = excluded.repair_until,
     replace_until = excluded.replace_until, refund_until = excluded.refund_until, sold_outside_area = excluded.sold_outside_area`,
);

/** Each device with its owner, its dealer and the last days of its guarantees: what a ticket pins at its intake. */
@Controller()
export class Devices {
  @Projects(DeviceRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof DeviceRegisteredV1>>[], tx: Tx): Promise<void> {
    const newest = [...new Map(events.map(({ data }) => [data.serial, data])).values()];
    await tx.query(upsert, [
      newest.map((d) => d.serial), newest.map((d) => d.modelCode), newest.map((d) => d.dealerCode), newest.map((d) => d.customerId), newest.map((d) => d.installedOn),
      newest.map((d) => d.warrantySource), newest.map((d) => d.repairUntil), newest.map((d) => d.replaceUntil), newest.map((d) => d.refundUntil), newest.map((d) => d.soldOutsideArea),
    ]);
  }
}
