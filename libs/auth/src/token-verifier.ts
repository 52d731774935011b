import { createHash } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { Unavailable } from '@aftercare/kernel';
import { kindOf, kinds, roles, type Branches, type Kind, type Principal, type Role } from './principal';
import { NotSignedIn } from './refusals';

const longestToken = 8 * 1024;
const mostRemembered = 5_000;
const subjectForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const branchForm = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

/** Whose tokens count, and for whom they have to be. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  /** It may speak of these alone; left out, of everybody. */
  readonly kinds?: readonly Kind[];
}

interface Trusted extends TrustedIssuer {
  readonly key: JWTVerifyGetKey;
}

/** A gateway that was started anew has a new key; a set is asked for again no sooner than this. */
const cooldownMs = 1_000;

/**
 * Turns an access token (RFC 9068, `at+jwt`) into the principal it proves, or throws `NotSignedIn`. Keys come from the
 * key sets of trusted issuers only, never from the token. A token that was good once is remembered until it expires, so a key taken
 * out of the set ends its tokens at their `exp`. While the keys cannot be had, nobody is let in: `Unavailable`
 * (`sign-in.unavailable`), since the fault is not the caller's.
 */
export class TokenVerifier {
  private readonly trusted: readonly Trusted[];
  private readonly remembered = new Map<string, { readonly principal: Principal; readonly until: number }>();

  constructor(...trusted: readonly TrustedIssuer[]) {
    this.trusted = trusted.map((one) => ({ ...one, key: keyOf(one) }));
  }

  async verify(token: string): Promise<Principal> {
    if (token.length > longestToken) throw new NotSignedIn('token.invalid', new Error(`longer than ${longestToken} characters`));
    const hash = createHash('sha256').update(token).digest('base64');
    const known = this.recall(hash);
    if (known) return known;
    const { claims, kinds: spokenOf } = await this.claimsOf(token);
    const principal = principalOf(claims);
    if (spokenOf !== undefined && !spokenOf.includes(principal.kind)) throw badClaim('kind');
    this.remember(hash, principal, claims.exp * 1000);
    return principal;
  }

  /** By whichever of the issuers that it names has its key. */
  private async claimsOf(token: string): Promise<Pick<TrustedIssuer, 'kinds'> & { readonly claims: JWTPayload & { readonly exp: number } }> {
    const named = this.trusted.filter(({ issuer }) => issuer === issuerNamedBy(token));
    let unknown: unknown = new Error('no trusted issuer');
    for (const one of named) {
      try {
        return { claims: await this.claimsBy(one, token), kinds: one.kinds };
      } catch (error) {
        if (!(error instanceof NotSignedIn && error.cause instanceof errors.JWKSNoMatchingKey)) throw error;
        unknown = error.cause;
      }
    }
    throw new NotSignedIn('token.invalid', unknown);
  }

  private async claimsBy({ issuer, audience, key }: Trusted, token: string): Promise<JWTPayload & { exp: number }> {
    try {
      const { payload } = await jwtVerify(token, key, {
        issuer,
        audience,
        algorithms: ['RS256', 'PS256', 'ES256'],
        typ: 'at+jwt',
        clockTolerance: 30,
        requiredClaims: ['sub', 'exp', 'iat'],
      });
      return { ...payload, exp: payload.exp ?? 0 };
    } catch (cause) {
      if (cause instanceof Unavailable) throw cause;
      throw new NotSignedIn(cause instanceof errors.JWTExpired ? 'token.expired' : 'token.invalid', cause);
    }
  }

  /** Least recently used first: a Map keeps the order of insertion. */
  private recall(hash: string): Principal | undefined {
    const entry = this.remembered.get(hash);
    if (!entry) return undefined;
    this.remembered.delete(hash);
    if (entry.until <= Date.now()) return undefined;
    this.remembered.set(hash, entry);
    return entry.principal;
  }

  private remember(hash: string, principal: Principal, until: number): void {
    this.remembered.set(hash, { principal, until });
    for (const oldest of this.remembered.keys()) {
      if (this.remembered.size <= mostRemembered) break;
      this.remembered.delete(oldest);
    }
  }
}

/** Which issuer's keys to look at; whether that is true, they tell. */
const issuerNamedBy = (token: string): string | undefined => {
  try {
    return decodeJwt(token).iss;
  } catch (cause) {
    throw new NotSignedIn('token.invalid', cause);
  }
};

const keyOf = ({ jwksUri }: TrustedIssuer): JWTVerifyGetKey => {
  const keys = createRemoteJWKSet(new URL(jwksUri), { timeoutDuration: 2_000, cooldownDuration: cooldownMs });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) throw cause;
      throw new Unavailable('sign-in.unavailable', 5, { cause });
    }
  };
};

/** A claim that is not exactly as agreed refuses the whole token: half a principal is worse than none. */
function principalOf(claims: JWTPayload): Principal {
  const { sub, kind } = claims;
  if (typeof sub !== 'string' || !subjectForm.test(sub)) throw badClaim('sub');
  // Nobody signs in as the system.
  const known = kinds.find((one) => one === kind && one !== 'system');
  if (known === undefined) throw badClaim('kind');
  const held = rolesOf(claims['roles']);
  if (held.some((role) => kindOf(role) !== known)) throw badClaim('roles');
  return Object.freeze({ subject: sub, kind: known, roles: held, branches: branchesOf(claims['branches']), ...nameOf(claims['name']) });
}

function rolesOf(claim: unknown): readonly Role[] {
  const known = (role: unknown): role is Role => roles.some((one) => one === role);
  if (!Array.isArray(claim) || claim.length === 0 || !claim.every(known)) throw badClaim('roles');
  return Object.freeze(claim);
}

function branchesOf(claim: unknown): Branches {
  if (!Array.isArray(claim)) throw badClaim('branches');
  if (claim.length === 1 && claim[0] === '*') return '*';
  if (!claim.every((branch): branch is string => typeof branch === 'string' && branchForm.test(branch))) throw badClaim('branches');
  return Object.freeze(claim);
}

/** A provider may say anything here, or nothing: what is no name is left out, since nothing depends on it. */
const nameOf = (claim: unknown): Pick<Principal, 'name'> => (typeof claim === 'string' && /^.{1,100}$/.test(claim) ? { name: claim } : {});

const badClaim = (name: string) => new NotSignedIn('token.invalid', new Error(`claim "${name}" is missing or not as agreed`));
