import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import { ValidateIf } from 'class-validator';

const answersKey = 'aftercare:answers';

export type Shape = abstract new (...args: never[]) => object;

/** What a route answers: a class, or a list of it (`[Ticket]`). With a status, the route also answers with that one. */
export const Answers = (shape: Shape | readonly [Shape], status?: number) =>
  applyDecorators(SetMetadata(answersKey, shape), ...(status === undefined ? [] : [HttpCode(status)]));

export const answersOf = (handler: object): Shape | readonly [Shape] | undefined =>
  Reflect.getMetadata(answersKey, handler) as Shape | readonly [Shape] | undefined;

export const isNotNull = (_object: unknown, value: unknown): boolean => value !== null;

/** The field is always there and may be `null`. (`@IsOptional` = may be absent or `null`.) */
export const Nullable = () => ValidateIf(isNotNull);
