import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { accessOf } from './access';
import { may, type Permission } from './policy';
import type { Principal } from './principal';
import { AccessDenied, NotSignedIn } from './refusals';
import { TokenVerifier } from './token-verifier';

/** What the guard leaves on the request of a route with `@Requires`. */
export interface SignedInRequest {
  principal: Principal;
  permission: Permission;
}

interface IncomingRequest extends Partial<SignedInRequest> {
  readonly headers: { readonly authorization?: string };
}
interface OutgoingReply {
  header(name: string, value: string): unknown;
}

/**
 * The first wall, before every HTTP route. The bearer token is the only thing that says who is asking: no other header,
 * no query parameter. A route that says nothing about access is refused, to everybody, until it does.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly tokens: TokenVerifier) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = accessOf(context.getHandler(), context.getClass());
    if (access === 'public') return true;
    if (access === undefined) throw new AccessDenied();
    const request = context.switchToHttp().getRequest<IncomingRequest>();
    const principal = await this.signedIn(request, context.switchToHttp().getResponse<OutgoingReply>());
    if (!may(principal, access)) throw new AccessDenied();
    request.principal = principal;
    request.permission = access;
    return true;
  }

  private async signedIn(request: IncomingRequest, reply: OutgoingReply): Promise<Principal> {
    try {
      const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
      if (token === undefined) throw new NotSignedIn('token.missing');
      return await this.tokens.verify(token);
    } catch (error) {
      if (error instanceof NotSignedIn) reply.header('WWW-Authenticate', challenge(error.code));
      throw error;
    }
  }
}

/** RFC 6750 §3: without a token the challenge names no error. */
const challenge = (code: NotSignedIn['code']): string =>
  code === 'token.missing' ? 'Bearer realm="aftercare"' : `Bearer realm="aftercare", error="invalid_token", error_description="${code}"`;
