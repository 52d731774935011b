import { TokenVerifier } from '@aftercare/auth';
import { ServiceLogger } from '@aftercare/chassis';
import { Module, type DynamicModule } from '@nestjs/common';
import { BrowserDoor } from './browser/browser-door';
import { IdentityProvider } from './browser/identity-provider';
import { Sessions } from './browser/sessions';
import { ShowAbout } from './features/landing/show-about';
import { ShowApiReference } from './features/reference/show-api-reference';
import { ShowEventReference } from './features/reference/show-event-reference';
import { BeginSignIn } from './features/session/begin-sign-in';
import { FinishSignIn } from './features/session/finish-sign-in';
import { ShowSession } from './features/session/show-session';
import { SignOut } from './features/session/sign-out';
import { Services } from './services';

/** What can be read without a sign-in. */
@Module({ controllers: [ShowAbout, ShowApiReference, ShowEventReference] })
class PagesModule {}

/** Sign-in by browser. */
@Module({ controllers: [BeginSignIn, FinishSignIn, ShowSession, SignOut] })
class SessionModule {}

/** What sign-in by browser needs. */
export interface Browsers {
  readonly door: BrowserDoor;
  readonly provider: IdentityProvider;
  readonly sessions: Sessions;
  readonly tokens: TokenVerifier;
}

/** Table of contents of the gateway's own routes; what is for a service goes through `proxyTo`, below Nest. */
@Module({ imports: [PagesModule, SessionModule] })
export class GatewayModule {
  static before(services: Services, log: ServiceLogger, browsers: Browsers | null): DynamicModule {
    const providers = [
      { provide: Services, useValue: services },
      { provide: ServiceLogger, useValue: log },
      ...(browsers === null ? [] : [
        { provide: BrowserDoor, useValue: browsers.door },
        { provide: IdentityProvider, useValue: browsers.provider },
        { provide: Sessions, useValue: browsers.sessions },
        { provide: TokenVerifier, useValue: browsers.tokens },
      ]),
    ];
    return { module: class Gateway {}, global: true, imports: [browsers === null ? PagesModule : GatewayModule], providers, exports: providers };
  }
}
