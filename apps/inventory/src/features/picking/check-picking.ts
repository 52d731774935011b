import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, ValidateNested } from 'class-validator';
import { CountedPart } from '../../counted';
import { PickingStore } from '../../persistence/picking.store';
import { pickingStanding, PickingView } from '../../picking-view';

export class CheckPickingBody {
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(500) @ValidateNested({ each: true }) @Type(() => CountedPart) counts!: CountedPart[];
}

@Controller('pickings')
export class CheckPicking {
  constructor(private readonly pickings: PickingStore) {}

  /** A second person, never the picker, counted what lies there. It has to be what was picked; where it is not, nothing changes and he counts again or sends it back. */
  @Post(':id/check')
  @Requires('parts:check')
  @Answers(PickingView, 200)
  async handle(@Param('id') id: string, @Body() { counts }: CheckPickingBody, @Command() command: Command): Promise<PickingView> {
    if (!isUuid(id)) throw new NotFound('picking');
    return this.pickings.change<PickingView>(id, (picking, { now, actor }) => pickingStanding(picking, picking.check(counts, actor.subject, now)), command);
  }
}
