import { FaultCodeRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { keepNewest, Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'fault-code-view',
  `INSERT INTO fault_code (code, family_code) SELECT f."faultCode", f."familyCode" FROM jsonb_to_recordset($1::jsonb) AS f ("faultCode" text, "familyCode" text)
   ON CONFLICT (code) DO UPDATE SET family_code = excluded.family_code`,
);

/** The faults that exist: an intake names one of them. */
@Controller()
export class FaultCodes {
  @Projects(FaultCodeRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof FaultCodeRegisteredV1>>[], tx: Tx): Promise<void> {
    await keepNewest(tx, upsert, events, 'faultCode');
  }
}
