export { accessOf, Public, Requires } from './access';
export { AccessGuard, type SignedInRequest } from './access-guard';
export { branchNamed } from './branch-named';
export { audienceOf, gatewayIssuer, onwardHeader } from './gateway-tokens';
export { branchesFor, may, mayIn, policy, type Grant, type Permission } from './policy';
export { anybody, calledAs, canWait, roles, systemPrincipal, type Branches, type Principal, type Role } from './principal';
export { AccessDenied, NotSignedIn } from './refusals';
export { TokenVerifier, type TrustedIssuer } from './token-verifier';
