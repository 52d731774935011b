import type { IncomingHttpHeaders } from 'node:http';
import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Headers, Param, Post } from '@nestjs/common';
import { ArrayMaxSize, IsArray, IsIn, IsNotEmpty, IsString, Matches, MaxLength } from 'class-validator';
import { waiverReasons, type WaiverReason } from '../../domain/obligation';
import { Explanations } from '../../explanations';
import { ObligationStanding } from '../../obligation-standing';

export class ExplainNotReturnedBody {
  @IsIn(waiverReasons) reason!: WaiverReason;
  /** Content hashes (SHA-256, hex) of the photos that show it; at least one. */
  @IsArray() @ArrayMaxSize(20) @Matches(/^[0-9a-f]{64}$/, { each: true }) photos!: string[];
  /** What happened, in the words of whoever explains. */
  @IsString() @IsNotEmpty() @MaxLength(2000) words!: string;
}

@Controller('obligations')
export class ExplainNotReturned {
  constructor(private readonly explanations: Explanations) {}

  /** Why an old part does not come back. It is owed as before until finance agrees; a dealer explains his own duties only. */
  @Post(':id/explain')
  @Requires('returns:explain')
  @Answers(ObligationStanding, 200)
  async handle(@Param('id') id: string, @Body() body: ExplainNotReturnedBody, @Command() command: Command, @Headers() caller: IncomingHttpHeaders): Promise<ObligationStanding> {
    return this.explanations.explain(id, body, command, caller);
  }
}
