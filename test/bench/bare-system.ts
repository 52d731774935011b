import { audienceOf, gatewayIssuer, onwardHeader, type Principal } from '@aftercare/auth';
import { startSystem, testIssuer, type RunningSystem } from '@aftercare/testing';

/** A system whose services can be asked without the gateway in between, so that what is measured is theirs. */
export interface BareSystem extends RunningSystem {
  /** What the gateway would say to this service of a sample person: signed by a key that the services of this run trust beside the gateway's. */
  tokenFor(service: string, code: string): Promise<string>;
  /** With what the gateway sends his requests on to a service that asks directory in his name. */
  headersFor(service: string, code: string): Promise<Readonly<Record<string, string>>>;
}

export async function startBare(only?: readonly string[]): Promise<BareSystem> {
  const issuer = await testIssuer();
  // The sample factory comes in through the gateway.
  const system = await startSystem({ ...(only ? { only: [...only, 'gateway'] } : {}), env: { GATEWAY_JWKS_URI: issuer.jwksUri } });
  const tokenFor = async (service: string, code: string): Promise<string> => {
    const { sub, kind, roles, branches } = JSON.parse(Buffer.from((await system.token(code)).split('.')[1] ?? '', 'base64url').toString()) as Pick<Principal, 'kind' | 'roles'> & { readonly sub: string; readonly branches: readonly string[] };
    const principal: Principal = { subject: sub, kind, roles, branches: branches[0] === '*' ? '*' : branches };
    return issuer.token(principal, { claims: { iss: gatewayIssuer, aud: audienceOf(service), exp: Math.floor(Date.now() / 1000) + 3_600 } });
  };
  return {
    ...system,
    tokenFor,
    headersFor: async (service, code) => ({ authorization: `Bearer ${await tokenFor(service, code)}`, [onwardHeader]: await tokenFor('directory', code) }),
    stop: async (options) => {
      await system.stop(options);
      await issuer.stop();
    },
  };
}
