import { audienceOf, gatewayIssuer, onwardHeader, type Principal } from '@aftercare/auth';
import { SignJWT } from 'jose';
import type { ServiceName } from '../services';
import { algorithm, type SigningKeys } from './signing-keys';

/** Long enough for a request, too short to be of use to who finds it. */
const lifeSeconds = 120;
/** A token is given to several requests of the same person, for half of its life. */
const reusedMs = 60_000;
const mostRemembered = 5_000;

/** Services that ask directory in the caller's name. */
const asksDirectory: readonly ServiceName[] = ['tickets', 'inventory', 'dealer-returns'];

/** What a service is told of who is asking: a token of ours, for this service alone, that says what the provider's token proves, and what the person is called. */
export class InternalTokens {
  readonly #made = new Map<string, { readonly token: Promise<string>; readonly until: number }>();

  constructor(private readonly keys: Pick<SigningKeys, 'id' | 'privateKey'>) {}

  async headersFor(service: ServiceName, principal: Principal): Promise<Readonly<Record<string, string>>> {
    const [own, onward] = await Promise.all([this.#tokenFor(service, principal), asksDirectory.includes(service) ? this.#tokenFor('directory', principal) : null]);
    return { authorization: `Bearer ${own}`, ...(onward === null ? {} : { [onwardHeader]: onward }) };
  }

  #tokenFor(service: ServiceName, principal: Principal): Promise<string> {
    const name = JSON.stringify([service, principal.subject, principal.kind, principal.roles, principal.branches, principal.name]);
    const known = this.#made.get(name);
    if (known && known.until > performance.now()) return known.token;
    const token = this.#sign(service, principal);
    this.#made.delete(name);
    this.#made.set(name, { token, until: performance.now() + reusedMs });
    for (const oldest of this.#made.keys()) {
      if (this.#made.size <= mostRemembered) break;
      this.#made.delete(oldest);
    }
    return token;
  }

  #sign(service: ServiceName, { subject, kind, roles, branches, name }: Principal): Promise<string> {
    return new SignJWT({ kind, roles: [...roles], branches: branches === '*' ? ['*'] : [...branches], ...(name === undefined ? {} : { name }) })
      .setProtectedHeader({ alg: algorithm, typ: 'at+jwt', kid: this.keys.id })
      .setIssuer(gatewayIssuer)
      .setAudience(audienceOf(service))
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime(`${lifeSeconds} seconds`)
      .sign(this.keys.privateKey);
  }
}
