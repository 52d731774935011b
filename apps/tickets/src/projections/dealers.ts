import { DealerRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { keepNewest, Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'dealer-view',
  `INSERT INTO dealer (code, key_account, representative_id)
   SELECT d."dealerCode", d."keyAccount", d."representativeId" FROM jsonb_to_recordset($1::jsonb) AS d ("dealerCode" text, "keyAccount" boolean, "representativeId" text)
   ON CONFLICT (code) DO UPDATE SET key_account = excluded.key_account, representative_id = excluded.representative_id`,
);

/** Which dealer is a key account, and who answers for it: his tickets are his (R38). */
@Controller()
export class Dealers {
  @Projects(DealerRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof DealerRegisteredV1>>[], tx: Tx): Promise<void> {
    await keepNewest(tx, upsert, events, 'dealerCode');
  }
}
