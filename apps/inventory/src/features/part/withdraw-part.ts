import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { IsBoolean, IsString, MaxLength, MinLength } from 'class-validator';
import { withdrawPart } from '../../persistence/registers';

export class WithdrawPartBody {
  /** Why; kept in the audit. */
  @IsString() @MinLength(1) @MaxLength(500) reason!: string;
}

export class WithdrawnPart {
  @IsString() partCode!: string;
  @IsBoolean() withdrawn!: boolean;
}

@Controller('parts')
export class WithdrawPart {
  constructor(private readonly database: Database) {}

  /** The part is not to be had any more: nobody can ask for it. What is there and what is promised stays. Said twice, it changes nothing. */
  @Post(':code/withdraw')
  @HttpCode(200)
  @Requires('part:change')
  @Answers(WithdrawnPart)
  async handle(@Param('code') code: string, @Body() { reason }: WithdrawPartBody, @Command() command: Command): Promise<WithdrawnPart> {
    return runCommand(this.database, command, async (tx) => {
      if (!(await withdrawPart(tx, code))) throw new NotFound('part');
      return { answer: { partCode: code, withdrawn: true }, subject: code, branchId: null, reason };
    });
  }
}
