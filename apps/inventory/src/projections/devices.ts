import { DeviceRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { keepNewest, Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'device-view',
  `INSERT INTO device (serial, model_code, dealer_code, customer_id, repair_until)
   SELECT d.serial, d."modelCode", d."dealerCode", d."customerId", d."repairUntil" FROM jsonb_to_recordset($1::jsonb) AS d (serial text, "modelCode" text, "dealerCode" text, "customerId" uuid, "repairUntil" date)
   ON CONFLICT (serial) DO UPDATE SET model_code = excluded.model_code, dealer_code = excluded.dealer_code, customer_id = excluded.customer_id, repair_until = excluded.repair_until`,
);

/** Each device with its model, which parts have to fit, its dealer, its owner, and the last day on which its repair costs nothing. */
@Controller()
export class Devices {
  @Projects(DeviceRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof DeviceRegisteredV1>>[], tx: Tx): Promise<void> {
    await keepNewest(tx, upsert, events, 'serial');
  }
}
