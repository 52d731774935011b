import { Public } from '@aftercare/auth';
import { Answers, AnswersFile } from '@aftercare/chassis';
import { allEvents, asyncApi, topics } from '@aftercare/contracts';
import { Controller, Get, Header } from '@nestjs/common';
import { IsObject, IsString } from 'class-validator';
import { page, referencePolicy } from '../../pages';

const document = asyncApi(topics, allEvents);

/** An AsyncAPI 3 document. */
export class EventReference {
  @IsString() asyncapi!: string;
  @IsObject() info!: object;
  @IsString() defaultContentType!: string;
  @IsObject() channels!: object;
  @IsObject() operations!: object;
  @IsObject() components!: object;
}

@Controller('docs/events')
export class ShowEventReference {
  /** The reference of every topic and event. */
  @Get()
  @Public()
  @AnswersFile('text/html')
  @Header('Content-Security-Policy', referencePolicy)
  show(): string {
    return page('events.html');
  }

  /** AsyncAPI 3, made of the contracts; the same as docs/asyncapi.json. */
  @Get('asyncapi.json')
  @Public()
  @Answers(EventReference)
  document(): object {
    return document;
  }
}
