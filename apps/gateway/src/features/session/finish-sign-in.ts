import { NotSignedIn, Public, TokenVerifier } from '@aftercare/auth';
import { AnswersFile, ServiceLogger } from '@aftercare/chassis';
import { Controller, Get, HttpCode, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BrowserDoor } from '../../browser/browser-door';
import { IdentityProvider } from '../../browser/identity-provider';
import { Sessions } from '../../browser/sessions';

/** Why nobody is signed in now: it took too long or was begun elsewhere, the provider said no, or what it gave is no token for us. */
type Problem = 'expired' | 'denied' | 'unfit' | 'unavailable';

@Controller('auth')
export class FinishSignIn {
  constructor(
    private readonly door: BrowserDoor,
    private readonly provider: IdentityProvider,
    private readonly sessions: Sessions,
    private readonly tokens: TokenVerifier,
    private readonly log: ServiceLogger,
  ) {}

  /** Where the provider sends a person back to: with what it says he is signed in, and goes on to where he wanted. */
  @Get('callback')
  @Public()
  @HttpCode(303)
  @AnswersFile('text/html')
  async handle(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.header('Location', await this.#place(request, reply));
    return '';
  }

  async #place(request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const attempt = this.door.recall(request, reply);
    if (attempt === null) return failed('expired');
    try {
      const tokens = await this.provider.finish(request.url.split('?')[1] ?? '', attempt);
      const { subject } = await this.tokens.verify(tokens.accessToken);
      await this.door.let(request, reply, await this.sessions.begin(subject, tokens));
      this.log.log('signed in', { subject });
      return attempt.back;
    } catch (error) {
      const problem = problemOf(error as Error);
      this.log.warn('a sign-in has failed', { problem, reason: (error as Error).message });
      return failed(problem);
    }
  }
}

const failed = (problem: Problem): string => `/?sign-in=${problem}`;

const problemOf = (error: Error): Problem => {
  if (error instanceof NotSignedIn) return 'unfit';
  if (error.name === 'AuthorizationResponseError') return 'denied';
  return error.name === 'Unavailable' ? 'unavailable' : 'expired';
};
