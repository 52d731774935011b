import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsOptional, ValidateNested } from 'class-validator';
import { CountedPart, MissingPart } from '../../counted';
import { PickingWork } from '../../persistence/picking-work';
import { PickingView } from '../../picking-view';

export class StartPickingBody {
  /** What was taken from the shelf, where all of it is told at once; left out: it is scanned piece by piece. */
  @IsOptional() @IsArray() @ArrayNotEmpty() @ArrayMaxSize(500) @ValidateNested({ each: true }) @Type(() => CountedPart) scans?: CountedPart[] | null;
  /** Why fewer were found than were to be picked; only with `scans`. */
  @IsOptional() @IsArray() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => MissingPart) short?: MissingPart[] | null;
}

@Controller('parts-requests')
export class StartPicking {
  constructor(private readonly work: PickingWork) {}

  /** Takes all that is reserved for a request into a new picking. With `scans` it is picked at once, or refused as a whole. */
  @Post(':id/pickings')
  @Requires('parts:pick')
  @Answers(PickingView, 201)
  async handle(@Param('id') id: string, @Body() { scans, short }: StartPickingBody, @Command() command: Command): Promise<PickingView> {
    return this.work.start(id, scans ? { scans, short: short ?? [] } : null, command);
  }
}
