import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsIn, IsInt, IsString, Matches, Min } from 'class-validator';
import { visibleTo } from '../../own-requests';
import { PartsRequestStanding, standing } from '../../parts-request-standing';
import { PartsRequestStore } from '../../persistence/parts-request.store';

export class AnswerSubstituteBody {
  @IsInt() @Min(1) lineNo!: number;
  /** The part that is offered in its place. */
  @IsString() @Matches(/^[A-Z0-9][A-Z0-9-]{1,39}$/) part!: string;
  @IsIn(['accepted', 'declined']) answer!: 'accepted' | 'declined';
}

@Controller('parts-requests')
export class AnswerSubstitute {
  constructor(private readonly requests: PartsRequestStore) {}

  /** Whoever asked, or the dealer for whom it is, says whether the substitute is welcome. Until it is decided the newest word holds. */
  @Post(':id/substitutes')
  @Requires('parts:request')
  @Answers(PartsRequestStanding, 200)
  async handle(@Param('id') id: string, @Body() { lineNo, part, answer }: AnswerSubstituteBody, @Command() command: Command): Promise<PartsRequestStanding> {
    if (!isUuid(id)) throw new NotFound('parts-request');
    return this.requests.change(id, (request, { now, actor }) => standing(request, visibleTo(request, 'parts-request', actor).answerSubstitute(lineNo, part, answer, actor.subject, now)), command);
  }
}
