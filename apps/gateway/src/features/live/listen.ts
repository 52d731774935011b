import { Public, TokenVerifier } from '@aftercare/auth';
import { AnswersFile } from '@aftercare/chassis';
import { Controller, Get, Header, Query, Req, StreamableFile } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { BrowserDoor } from '../../browser/browser-door';
import { SessionEnded } from '../../browser/sessions';
import { LiveStreams } from '../../live/live-streams';

export class ListenQuery {
  /** The `id` of the last event that was heard; a browser that comes back by itself says it as `Last-Event-ID`. */
  @IsOptional() @IsString() @MaxLength(100) after?: string;
}

@Controller('live')
export class Listen {
  constructor(
    private readonly door: BrowserDoor,
    private readonly tokens: TokenVerifier,
    private readonly streams: LiveStreams,
  ) {}

  /**
   * Server-sent events for who is signed in by browser: `changed` with kinds and ids of records that he may read, `gap` when some were missed and everything
   * must be read anew, `beat` every five seconds, or `lost` while nothing can be heard, `ended` with the session.
   */
  @Get()
  @Public()
  @AnswersFile('text/event-stream')
  @Header('X-Accel-Buffering', 'no')
  async handle(@Req() request: FastifyRequest, @Query() { after }: ListenQuery): Promise<StreamableFile> {
    // That a page listens is no doing of a person.
    const session = await this.door.sessionOf(request, { touch: false });
    if (session === null) throw new SessionEnded();
    const principal = await this.tokens.verify(session.tokens.accessToken);
    const last = request.headers['last-event-id'];
    return new StreamableFile(this.streams.begin(session, principal, typeof last === 'string' ? last : after));
  }
}
