import { applyDecorators, Header, HttpCode, SetMetadata } from '@nestjs/common';
import { ValidateIf } from 'class-validator';

const answersKey = 'aftercare:answers';
const fileKey = 'aftercare:file';

export type Shape = abstract new (...args: never[]) => object;

/** What a route answers: a class, or a list of it (`[Ticket]`). With a status, the route also answers with that one. */
export const Answers = (shape: Shape | readonly [Shape], status?: number) =>
  applyDecorators(SetMetadata(answersKey, shape), ...(status === undefined ? [] : [HttpCode(status)]));

export const answersOf = (handler: object): Shape | readonly [Shape] | undefined =>
  Reflect.getMetadata(answersKey, handler) as Shape | readonly [Shape] | undefined;

/** What a route answers when it is not JSON: a page, a table, a paper. With several media types, what it returns says which one it is. */
export const AnswersFile = (...types: readonly [string, ...string[]]) =>
  applyDecorators(SetMetadata(fileKey, types), ...(types.length === 1 ? [Header('Content-Type', types[0].startsWith('text/') ? `${types[0]}; charset=utf-8` : types[0])] : []));

export const fileTypesOf = (handler: object): readonly string[] => (Reflect.getMetadata(fileKey, handler) as readonly string[] | undefined) ?? [];

export const isNotNull = (_object: unknown, value: unknown): boolean => value !== null;

/** The field is always there and may be `null`. (`@IsOptional` = may be absent or `null`.) */
export const Nullable = () => ValidateIf(isNotNull);
