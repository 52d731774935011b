import { TokenVerifier } from '@aftercare/auth';
import { ServiceLogger } from '@aftercare/chassis';
import { Module, type DynamicModule } from '@nestjs/common';
import { BrowserDoor } from './browser/browser-door';
import { IdentityProvider } from './browser/identity-provider';
import { SampleCallers } from './browser/sample-callers';
import { Sessions } from './browser/sessions';
import { ShowKeys } from './features/keys/show-keys';
import { ShowAbout } from './features/landing/show-about';
import { Listen } from './features/live/listen';
import { ShowApiReference } from './features/reference/show-api-reference';
import { ShowEventReference } from './features/reference/show-event-reference';
import { BeginSignIn } from './features/session/begin-sign-in';
import { FinishSignIn } from './features/session/finish-sign-in';
import { ShowSession } from './features/session/show-session';
import { SignOut } from './features/session/sign-out';
import { LiveStreams } from './live/live-streams';
import { Services } from './services';
import { SigningKeys } from './tokens/signing-keys';

/** What can be read without a sign-in. */
@Module({ controllers: [ShowAbout, ShowApiReference, ShowEventReference, ShowKeys] })
class PagesModule {}

/** Sign-in by browser, and what a browser hears. */
@Module({ controllers: [BeginSignIn, FinishSignIn, ShowSession, SignOut, Listen] })
class SessionModule {}

/** What sign-in by browser needs. */
export interface Browsers {
  readonly door: BrowserDoor;
  readonly provider: IdentityProvider;
  readonly sessions: Sessions;
  readonly tokens: TokenVerifier;
  readonly streams: LiveStreams;
  readonly sampleCallers: SampleCallers;
}

/** Table of contents of the gateway's own routes; what is for a service goes through `proxyTo`, below Nest. */
@Module({ imports: [PagesModule, SessionModule] })
export class GatewayModule {
  static before(services: Services, log: ServiceLogger, keys: SigningKeys, browsers: Browsers | null): DynamicModule {
    const providers = [
      { provide: Services, useValue: services },
      { provide: ServiceLogger, useValue: log },
      { provide: SigningKeys, useValue: keys },
      ...(browsers === null ? [] : [
        { provide: BrowserDoor, useValue: browsers.door },
        { provide: IdentityProvider, useValue: browsers.provider },
        { provide: Sessions, useValue: browsers.sessions },
        { provide: TokenVerifier, useValue: browsers.tokens },
        { provide: LiveStreams, useValue: browsers.streams },
        { provide: SampleCallers, useValue: browsers.sampleCallers },
      ]),
    ];
    return { module: class Gateway {}, global: true, imports: [browsers === null ? PagesModule : GatewayModule], providers, exports: providers };
  }
}
