import { DealerRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'dealer-view',
  'INSERT INTO dealer (code, branch_id) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT (code) DO UPDATE SET branch_id = excluded.branch_id',
);

/** Which dealers there are, and which branch serves them. */
@Controller()
export class Dealers {
  @Projects(DealerRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof DealerRegisteredV1>>[], tx: Tx): Promise<void> {
    const newest = [...new Map(events.map(({ data }) => [data.dealerCode, data])).values()].toSorted((a, b) => (a.dealerCode < b.dealerCode ? -1 : 1));
    await tx.query(upsert, [newest.map((d) => d.dealerCode), newest.map((d) => d.branchId)]);
  }
}
