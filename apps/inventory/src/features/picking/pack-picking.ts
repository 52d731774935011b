import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { PickingStore } from '../../persistence/picking.store';
import { pickingStanding, PickingView } from '../../picking-view';

export class PackPickingBody {
  @IsInt() @Min(1) @Max(1_000) boxes!: number;
  /** All boxes together, in grams. */
  @IsOptional() @IsInt() @Min(1) @Max(100_000_000) weightG?: number | null;
}

@Controller('pickings')
export class PackPicking {
  constructor(private readonly pickings: PickingStore) {}

  /** What was checked is in its boxes. */
  @Post(':id/pack')
  @Requires('parts:pick')
  @Answers(PickingView, 200)
  async handle(@Param('id') id: string, @Body() { boxes, weightG }: PackPickingBody, @Command() command: Command): Promise<PickingView> {
    if (!isUuid(id)) throw new NotFound('picking');
    return this.pickings.change<PickingView>(id, (picking, { now, actor }) => pickingStanding(picking, picking.pack({ boxes, weightG: weightG ?? null }, actor.subject, now)), command);
  }
}
