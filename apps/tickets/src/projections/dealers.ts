import { DealerRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'dealer-view',
  `INSERT INTO dealer (code, key_account, representative_id) SELECT * FROM unnest($1::text[], $2::boolean[], $3::text[])
   ON CONFLICT (code) DO UPDATE SET key_account = excluded.key_account, representative_id = excluded.representative_id`,
);

/** Which dealer is a key account, and who answers for it: his tickets are his (R38). */
@Controller()
export class Dealers {
  @Projects(DealerRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof DealerRegisteredV1>>[], tx: Tx): Promise<void> {
    const newest = [...new Map(events.map(({ data }) => [data.dealerCode, data])).values()];
    await tx.query(upsert, [newest.map((d) => d.dealerCode), newest.map((d) => d.keyAccount), newest.map((d) => d.representativeId)]);
  }
}
