import { Requires } from '@aftercare/auth';
import { Command } from '@aftercare/chassis';
import { Database, runCommand, statement } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ArrayMaxSize, ArrayUnique, IsIn } from 'class-validator';
import type { ModelRow } from '../../persistence/rows';
import { modelPublishes } from '../../publishes';
import { publishableFacts, type PublishedFact } from '../../published-facts';

export class PublishFactsBody {
  @ArrayUnique() @ArrayMaxSize(publishableFacts.length) @IsIn(publishableFacts, { each: true }) facts!: PublishedFact[];
}

const publish = statement(
  'model-publish-facts',
  'UPDATE product_model SET published_facts = $2 WHERE model_code = $1 AND published_facts <> $2 RETURNING to_jsonb(product_model) AS row',
);
const known = statement('model-known', 'SELECT model_code FROM product_model WHERE model_code = $1');

@Controller('product-models')
export class PublishFacts {
  constructor(private readonly database: Database) {}

  /** What everybody may know of the devices of a model who asks whether one is genuine: these facts and no others. */
  @Post(':code/published-facts')
  @Requires('model:change')
  @HttpCode(204)
  async handle(@Param('code') code: string, @Body() { facts }: PublishFactsBody, @Command() command: Command): Promise<void> {
    await runCommand(this.database, command, async (tx) => {
      if ((await tx.query(known, [code])).length === 0) throw new NotFound('product-model');
      const [changed] = await tx.query<{ row: ModelRow }>(publish, [code, facts]);
      if (changed) tx.raise(modelPublishes(changed.row), await tx.now());
      return { answer: undefined, subject: code, branchId: null };
    });
  }
}
