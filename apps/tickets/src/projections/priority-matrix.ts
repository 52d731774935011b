import { PriorityMatrixPublishedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'priority-matrix-view',
  `INSERT INTO priority_matrix (code, version, cells) SELECT * FROM unnest($1::text[], $2::int[], $3::jsonb[])
   ON CONFLICT (code) DO UPDATE SET version = excluded.version, cells = excluded.cells`,
);

/** Which priority follows from urgency and impact. */
@Controller()
export class PriorityMatrix {
  @Projects(PriorityMatrixPublishedV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof PriorityMatrixPublishedV1>>[], tx: Tx): Promise<void> {
    const newest = [...new Map(events.map(({ data }) => [data.matrixCode, data])).values()];
    await tx.query(upsert, [newest.map((m) => m.matrixCode), newest.map((m) => m.version), newest.map((m) => JSON.stringify(m.cells))]);
  }
}
