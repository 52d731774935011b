import { ProductModelRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement('product-model-view', 'INSERT INTO product_model (code) SELECT DISTINCT code FROM unnest($1::text[]) AS m (code) ORDER BY code ON CONFLICT (code) DO NOTHING');

/** Which models there are that a part may fit. */
@Controller()
export class ProductModels {
  @Projects(ProductModelRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof ProductModelRegisteredV1>>[], tx: Tx): Promise<void> {
    await tx.query(upsert, [events.map(({ data }) => data.modelCode)]);
  }
}
