import { Module, type DynamicModule } from '@nestjs/common';
import { ShowLanding } from './features/landing/show-landing';
import { ShowApiReference } from './features/reference/show-api-reference';
import { ShowEventReference } from './features/reference/show-event-reference';
import { Services } from './services';

/** Table of contents of the gateway's own pages; what is for a service goes through `proxyTo`, below Nest. */
@Module({ controllers: [ShowLanding, ShowApiReference, ShowEventReference] })
export class GatewayModule {
  static before(services: Services): DynamicModule {
    return { module: GatewayModule, providers: [{ provide: Services, useValue: services }] };
  }
}
