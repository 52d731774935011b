import { Public } from '@aftercare/auth';
import { Answers, Nullable } from '@aftercare/chassis';
import { Controller, Post, Req, Res } from '@nestjs/common';
import { IsString } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BrowserDoor } from '../../browser/browser-door';
import { IdentityProvider } from '../../browser/identity-provider';
import { Sessions, type Session } from '../../browser/sessions';

export class SignedOut {
  /** Go there next, and the provider forgets the person as well; `null`: it has no such place. */
  @Nullable() @IsString() next!: string | null;
}

@Controller('auth')
export class SignOut {
  constructor(
    private readonly door: BrowserDoor,
    private readonly sessions: Sessions,
    private readonly provider: IdentityProvider,
  ) {}

  /** The session of this browser ends at once. Without one nothing changes. */
  @Post('sign-out')
  @Public()
  @Answers(SignedOut, 200)
  async here(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SignedOut> {
    return this.#farewell(await this.door.leave(request, reply));
  }

  /** Every session of this person ends at once, in every browser. Without a session nothing changes. */
  @Post('sign-out-everywhere')
  @Public()
  @Answers(SignedOut, 200)
  async everywhere(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SignedOut> {
    const session = await this.door.leave(request, reply);
    if (session !== null) await this.sessions.endAll(session.subject);
    return this.#farewell(session);
  }

  async #farewell(session: Session | null): Promise<SignedOut> {
    return { next: session === null ? null : await this.provider.farewell(session.tokens) };
  }
}
