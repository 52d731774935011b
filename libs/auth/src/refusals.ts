import { ForbiddenException, UnauthorizedException } from '@nestjs/common';

/** Nobody is signed in, for this reason. Answered as 401; `cause` has the detail for the log, the caller gets the code alone. */
export class NotSignedIn extends UnauthorizedException {
  constructor(readonly code: 'token.missing' | 'token.expired' | 'token.invalid' | 'signature.invalid', cause?: unknown) {
    super(code, { cause });
  }
}

/** Somebody is signed in and has this right in no branch at all. Answered as 403; a foreign branch is a 404 of the service instead. */
export class AccessDenied extends ForbiddenException {
  readonly code = 'access.denied';

  constructor() {
    super('access.denied');
  }
}
