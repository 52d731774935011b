import { may, policy, Public, TokenVerifier, type Permission } from '@aftercare/auth';
import { Answers, Nullable } from '@aftercare/chassis';
import { Controller, Get, Req } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsDate, IsString, ValidateNested } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { BrowserDoor } from '../../browser/browser-door';
import { SampleCallers } from '../../browser/sample-callers';
import { SessionEnded } from '../../browser/sessions';

export class SignedInPerson {
  @IsString() code!: string;
  /** What the provider calls him. */
  @Nullable() @IsString() name!: string | null;
  @IsString({ each: true }) roles!: string[];
  /** Codes of the branches that he works for; `["*"]`: all of them. */
  @IsString({ each: true }) branches!: string[];
  /** What he may do in at least one branch. It hides what would be refused anyway: the services decide. */
  @IsString({ each: true }) may!: string[];
  /** Where the sample factory is on file: the number of a customer of his to try the desk with. */
  @Nullable() @IsString() sampleCaller!: string | null;
  /** When he has to sign in again at the latest. */
  @IsDate() endsAt!: Date;
}

export class CurrentSession {
  @Nullable() @ValidateNested() @Type(() => SignedInPerson) person!: SignedInPerson | null;
}

@Controller('auth')
export class ShowSession {
  constructor(
    private readonly door: BrowserDoor,
    private readonly tokens: TokenVerifier,
    private readonly sampleCallers: SampleCallers,
  ) {}

  /** Who is signed in in this browser; `null`: nobody. */
  @Get('session')
  @Public()
  @Answers(CurrentSession)
  async handle(@Req() request: FastifyRequest): Promise<CurrentSession> {
    try {
      const session = await this.door.sessionOf(request);
      if (session === null) return { person: null };
      const { subject: code, roles, branches, kind } = await this.tokens.verify(session.tokens.accessToken);
      const principal = { subject: code, roles, branches, kind };
      const permissions = (Object.keys(policy) as Permission[]).filter((permission) => may(principal, permission));
      return { person: { code, name: session.tokens.name, roles: [...roles], branches: branches === '*' ? ['*'] : [...branches], may: permissions, sampleCaller: this.sampleCallers.for(branches), endsAt: session.endsAt } };
    } catch (error) {
      if (error instanceof SessionEnded) return { person: null };
      throw error;
    }
  }
}
