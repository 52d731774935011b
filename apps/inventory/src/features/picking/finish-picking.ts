import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, ValidateNested } from 'class-validator';
import { MissingPart } from '../../counted';
import { PickingWork } from '../../persistence/picking-work';
import { PickingView } from '../../picking-view';

export class FinishPickingBody {
  /** Why fewer were found than were to be picked. */
  @IsOptional() @IsArray() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => MissingPart) short?: MissingPart[] | null;
}

@Controller('pickings')
export class FinishPicking {
  constructor(private readonly work: PickingWork) {}

  /** Everything that can be found is picked. What is missing needs a reason, and is the request's again. */
  @Post(':id/finish')
  @Requires('parts:pick')
  @Answers(PickingView, 200)
  async handle(@Param('id') id: string, @Body() { short }: FinishPickingBody, @Command() command: Command): Promise<PickingView> {
    return this.work.change(id, (picking, by, now) => picking.finish(short ?? [], by, now), command);
  }
}
