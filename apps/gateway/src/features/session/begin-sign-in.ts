import { Public } from '@aftercare/auth';
import { AnswersFile } from '@aftercare/chassis';
import { Controller, Get, HttpCode, Query, Res } from '@nestjs/common';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { BrowserDoor } from '../../browser/browser-door';
import { IdentityProvider } from '../../browser/identity-provider';

export class BeginSignInQuery {
  /** Where to go afterwards; what is no place of ours is the first page. */
  @IsOptional() @IsString() @MaxLength(1000) back?: string;
  /** `1`: the provider asks who it is, even if it still knows. */
  @IsOptional() @IsIn(['1']) fresh?: '1';
}

@Controller('auth')
export class BeginSignIn {
  constructor(
    private readonly door: BrowserDoor,
    private readonly provider: IdentityProvider,
  ) {}

  /** Sends a person to the provider to sign in. */
  @Get('sign-in')
  @Public()
  @HttpCode(302)
  @AnswersFile('text/html')
  async handle(@Query() { back, fresh }: BeginSignInQuery, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { url, attempt } = await this.provider.begin(this.door.placeOf(back), fresh === '1');
    this.door.remember(attempt, reply);
    reply.header('Location', url.href);
    return '';
  }
}
