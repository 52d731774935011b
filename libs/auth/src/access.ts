import { SetMetadata } from '@nestjs/common';
import type { Permission } from './policy';

const accessKey = 'aftercare:access';

/** The route is for those who have this permission in at least one branch; which rows they reach is the service's second question. */
export const Requires = (permission: Permission) => SetMetadata(accessKey, permission);

/** The route is for everybody, signed in or not. */
export const Public = () => SetMetadata(accessKey, 'public');

/** What a route asks for; its method outranks its controller. `undefined` = nobody has said, so nobody gets in. */
export function accessOf(handler: object, controller: object): Permission | 'public' | undefined {
  return Reflect.getMetadata(accessKey, handler) ?? Reflect.getMetadata(accessKey, controller);
}
