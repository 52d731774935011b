import { DeviceRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'device-view',
  `INSERT INTO device (serial, model_code, dealer_code, customer_id) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[])
   ON CONFLICT (serial) DO UPDATE SET model_code = excluded.model_code, dealer_code = excluded.dealer_code, customer_id = excluded.customer_id`,
);

/** Each device with its model, which parts have to fit, its dealer and its owner. */
@Controller()
export class Devices {
  @Projects(DeviceRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof DeviceRegisteredV1>>[], tx: Tx): Promise<void> {
    const newest = [...new Map(events.map(({ data }) => [data.serial, data])).values()];
    await tx.query(upsert, [newest.map((d) => d.serial), newest.map((d) => d.modelCode), newest.map((d) => d.dealerCode), newest.map((d) => d.customerId)]);
  }
}
