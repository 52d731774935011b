import { Public } from '@aftercare/auth';
import { allEvents, asyncApi, topics } from '@aftercare/contracts';
import { Controller, Get, Header } from '@nestjs/common';
import { page, referencePolicy } from '../../pages';

const document = asyncApi(topics, allEvents);

@Controller('docs/events')
export class ShowEventReference {
  /** The reference of every topic and event. */
  @Get()
  @Public()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', referencePolicy)
  show(): string {
    return page('events.html');
  }

  /** AsyncAPI 3, made of the contracts; the same as docs/asyncapi.json. */
  @Get('asyncapi.json')
  @Public()
  document(): object {
    return document;
  }
}
