import { PriorityMatrixPublishedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { keepNewest, Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'priority-matrix-view',
  `INSERT INTO priority_matrix (code, version, cells) SELECT m."matrixCode", m.version, m.cells FROM jsonb_to_recordset($1::jsonb) AS m ("matrixCode" text, version integer, cells jsonb)
   ON CONFLICT (code) DO UPDATE SET version = excluded.version, cells = excluded.cells`,
);

/** Which priority follows from urgency and impact. */
@Controller()
export class PriorityMatrix {
  @Projects(PriorityMatrixPublishedV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof PriorityMatrixPublishedV1>>[], tx: Tx): Promise<void> {
    await keepNewest(tx, upsert, events, 'matrixCode');
  }
}
