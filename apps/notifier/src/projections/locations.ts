import { LocationRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { keepNewest, Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'location-view',
  `INSERT INTO location (code, name) SELECT l."locationCode", l.name FROM jsonb_to_recordset($1::jsonb) AS l ("locationCode" text, name text) ON CONFLICT (code) DO UPDATE SET name = excluded.name`,
);

/** How a warehouse is called of which a notice tells. */
@Controller()
export class Locations {
  @Projects(LocationRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof LocationRegisteredV1>>[], tx: Tx): Promise<void> {
    await keepNewest(tx, upsert, events, 'locationCode');
  }
}
