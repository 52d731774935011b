import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Post } from '@nestjs/common';
import { IsString, IsUUID, Matches } from 'class-validator';
import { partCode } from '../../counted';
import { DiscrepancyStanding } from '../../discrepancy-view';
import { DiscrepancyWork } from '../../persistence/discrepancy-work';

export class ReportLateBody {
  /** The delivery note. */
  @IsUUID() note!: string;
  /** The part of it that came late, or has not come in time. */
  @IsString() @Matches(partCode) part!: string;
}

@Controller('discrepancies')
export class ReportLate {
  constructor(private readonly work: DiscrepancyWork) {}

  /** A part that should have been there is late: a case without a missing piece, opened by who waits for it or by one of our people. Once for each line of a note. */
  @Post()
  @Requires('parts:answer')
  @Answers(DiscrepancyStanding, 201)
  async handle(@Body() { note, part }: ReportLateBody, @Command() command: Command): Promise<DiscrepancyStanding> {
    return this.work.reportLate(note, part, command);
  }
}
