import { CarrierRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { keepNewest, Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'carrier-view',
  `INSERT INTO carrier (code, name) SELECT c."carrierCode", c.name FROM jsonb_to_recordset($1::jsonb) AS c ("carrierCode" text, name text) ON CONFLICT (code) DO UPDATE SET name = excluded.name`,
);

/** Who brings a parcel, as a customer knows him. */
@Controller()
export class Carriers {
  @Projects(CarrierRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof CarrierRegisteredV1>>[], tx: Tx): Promise<void> {
    await keepNewest(tx, upsert, events, 'carrierCode');
  }
}
