import { RequestMethod, type DynamicModule, type Type } from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA, MODULE_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { accessOf } from '@aftercare/auth';
import { answersOf, fileTypesOf, type Shape } from './answers';
import { commandOf } from './command';
import { Schemas, schemaOfType, type Schema } from './schema';
import { takesUpload, uploadType } from './upload';

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
}
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly 'x-permission': string;
  readonly security: readonly Schema[];
  readonly parameters: readonly Schema[];
  readonly requestBody?: { readonly required: true; readonly content: Schema };
  readonly responses: Readonly<Record<string, Schema>>;
}

/**
 * The service's HTTP interface as OpenAPI 3.1: every route of the controllers in `module` and its imports, shapes from the
 * decorators that validate them. The same code gives the same document, byte by byte; nothing has to run for it.
 */
export function openApiOf(module: ModuleRef, { service, title }: { service: string; title: string }): OpenApiDocument {
  const schemas = new Schemas();
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of [...routesOf(module)].sort((a, b) => (a.key < b.key ? -1 : 1))) {
    (paths[route.path] ??= {})[route.method] = operationOf(route, schemas);
  }
  return {
    openapi: '3.1.0',
    info: { title, version: '1' },
    // The gateway's own pages stand before the services, which it puts under their names.
    servers: [{ url: service === 'gateway' ? '/' : `/api/${service}` }],
    paths,
    components: { schemas: { ...schemas.all(), Problem: problem }, parameters, responses, headers, securitySchemes },
  };
}

/** Every body, parameter or answer of which the document does not say what it is, as `operation: what`. Empty = none. */
export function schemaGaps(document: OpenApiDocument): string[] {
  const gaps: string[] = [];
  for (const operations of Object.values(document.paths)) {
    for (const operation of Object.values(operations)) {
      const check = (what: string, schema: unknown) => { if (!isSaid(schema)) gaps.push(`${operation.operationId}: ${what}`); };
      for (const parameter of operation.parameters) if (!('$ref' in parameter)) check(`parameter ${String(parameter['name'])}`, parameter['schema']);
      if (operation.requestBody) for (const schema of schemasIn(operation.requestBody.content)) check('body', schema);
      for (const [status, answer] of Object.entries(operation.responses)) if ('content' in answer) for (const schema of schemasIn(answer['content'] as Schema)) check(`answer ${status}`, schema);
    }
  }
  for (const [name, schema] of Object.entries(document.components['schemas'] ?? {})) {
    const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
    if (properties.length === 0) gaps.push(`${name}: no field has a rule`);
    for (const [field, property] of properties) if (!isSaid(property)) gaps.push(`${name}.${field}: no type`);
  }
  return gaps;
}

const isSaid = (schema: unknown): boolean => {
  if (typeof schema !== 'object' || schema === null) return false;
  const { type, items } = schema as Schema;
  if ([type].flat().includes('array')) return isSaid(items);
  return ['type', '$ref', 'oneOf', 'anyOf', 'allOf', 'enum', 'const'].some((keyword) => keyword in schema);
};
/** One per media type. */
const schemasIn = (content: Schema): readonly unknown[] => Object.values(content).map((type) => (type as Schema)['schema']);

interface Route {
  readonly key: string;
  readonly path: string;
  readonly method: string;
  readonly controller: Type;
  readonly name: string;
  readonly handler: object;
  readonly single: boolean;
}

/** A module as it stands in an `imports` list. */
type ModuleRef = Type | DynamicModule;

/** Every controller of a module and its imports, those that hear events included. */
export const controllersOf = (module: ModuleRef): Type[] => {
  const dynamic = typeof module === 'function' ? { module } : module;
  const listed = (key: string) => (Reflect.getMetadata(key, dynamic.module) as unknown[] | undefined) ?? [];
  const own = [...listed(MODULE_METADATA.CONTROLLERS), ...(dynamic.controllers ?? [])] as Type[];
  const imported = [...listed(MODULE_METADATA.IMPORTS), ...(dynamic.imports ?? [])] as ModuleRef[];
  return [...own, ...imported.flatMap(controllersOf)];
};

/** The routes as Nest's own router reads them: paths on the class and on its methods. */
function* routesOf(module: ModuleRef): Generator<Route> {
  for (const controller of new Set(controllersOf(module))) {
    const prototype = controller.prototype as Record<string, unknown>;
    const names = Object.getOwnPropertyNames(prototype).filter((name) => typeof prototype[name] === 'function' && Reflect.hasMetadata(METHOD_METADATA, prototype[name]));
    for (const name of names) {
      const handler = prototype[name] as object;
      const [first] = [Reflect.getMetadata(PATH_METADATA, controller) as string | string[]].flat();
      const [second] = [Reflect.getMetadata(PATH_METADATA, handler) as string | string[]].flat();
      const path = `/${[first, second].map((part) => part?.replace(/^\/|\/$/g, '')).filter(Boolean).join('/')}`.replace(/:(\w+)/g, '{$1}');
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod].toLowerCase();
      yield { key: `${path} ${method}`, path, method, controller, name, handler, single: names.length === 1 };
    }
  }
}

interface Argument {
  readonly kind: RouteParamtypes | 'command' | undefined;
  readonly name: string | undefined;
  readonly type: unknown;
  readonly pipes: readonly unknown[];
}

const argumentsOf = ({ controller, name }: Route): Argument[] => {
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype as object, name) as unknown[] | undefined) ?? [];
  const given = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) as Record<string, { index: number; data?: unknown; pipes?: unknown[]; factory?: unknown }> | undefined) ?? {};
  return Object.entries(given)
    .sort(([, a], [, b]) => a.index - b.index)
    .map(([key, { index, data, pipes = [], factory }]) => ({
      kind: factory === commandOf ? 'command' : factory === undefined ? (Number(key.split(':')[0]) as RouteParamtypes) : undefined,
      name: typeof data === 'string' ? data : undefined,
      type: types[index],
      pipes,
    }));
};

function operationOf(route: Route, schemas: Schemas): Operation {
  const { controller, handler, method, path, name, single } = route;
  const given = argumentsOf(route);
  const access = accessOf(handler, controller);
  const isPublic = access === 'public';
  const isCommand = given.some(({ kind }) => kind === 'command');
  const body = given.find(({ kind }) => kind === RouteParamtypes.BODY);
  const isUpload = takesUpload(handler);
  const own = given.flatMap(parametersOf);
  const status = String((Reflect.getMetadata(HTTP_CODE_METADATA, handler) as number | undefined) ?? (method === 'post' ? 201 : 200));
  const refused = [...(body ?? (own.length > 0 || isCommand) ? [400] : []), ...(isPublic ? [] : [401, 403]), 404, ...(isCommand ? [409, 412, 422] : []), ...(body || isUpload ? [413, 415] : []), 500, 503];
  return {
    operationId: single ? controller.name : `${controller.name}_${name}`,
    summary: (single ? controller.name : name).replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase().replace(/^./, (first) => first.toUpperCase()),
    tags: path.split('/').slice(1, 2).filter(Boolean),
    'x-permission': access ?? 'nobody',
    security: isPublic ? [] : [{ bearer: [] }],
    parameters: [
      ...own,
      { $ref: '#/components/parameters/AcceptLanguage' },
      ...(isCommand ? [...(method === 'post' ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []), { $ref: '#/components/parameters/IfMatch' }] : []),
    ],
    ...(body ? { requestBody: { required: true, content: json(schemaOfValue(body.type, schemas)) } } : isUpload ? { requestBody: { required: true, content: file } } : {}),
    responses: { [status]: answerOf(handler, status, schemas), ...Object.fromEntries(refused.map((code) => [code, { $ref: '#/components/responses/Problem' }])) },
  };
}

const json = (schema: Schema): Schema => ({ 'application/json': { schema } });
const file: Schema = { [uploadType]: { schema: { type: 'string', format: 'binary' } } };

const schemaOfValue = (type: unknown, schemas: Schemas): Schema => {
  const plain = schemaOfType(type);
  return Object.keys(plain).length > 0 || typeof type !== 'function' || type === Object || type === Array ? plain : schemas.refTo(type as Shape);
};

const answerOf = (handler: object, status: string, schemas: Schemas): Schema => {
  if (status === '204') return { description: 'Done' };
  const files = fileTypesOf(handler);
  if (files.length > 0) return { description: 'A file', content: Object.fromEntries(files.map((type) => [type, { schema: { type: 'string', ...(type.startsWith('text/') ? {} : { format: 'binary' }) } }])) };
  const answers = answersOf(handler);
  if (!answers) return { description: 'Done', content: json({}) };
  const [shape, isList] = typeof answers === 'function' ? [answers, false] : [answers[0], true];
  const versioned = !isList && 'version' in schemas.of(shape).properties;
  return {
    description: 'Done',
    ...(versioned ? { headers: { ETag: { $ref: '#/components/headers/ETag' } } } : {}),
    content: json(isList ? { type: 'array', items: schemas.refTo(shape) } : schemas.refTo(shape)),
  };
};

const places: Partial<Record<RouteParamtypes, string>> = {
  [RouteParamtypes.PARAM]: 'path', [RouteParamtypes.QUERY]: 'query', [RouteParamtypes.HEADERS]: 'header',
};

/** A named parameter is one; a class in its place is one per field. */
const parametersOf = ({ kind, name, type, pipes }: Argument): Schema[] => {
  const place = typeof kind === 'number' ? places[kind] : undefined;
  if (!place) return [];
  const one = (own: string, required: boolean, schema: Schema) => ({ name: own, in: place, required: required || place === 'path', schema });
  if (name) {
    const isUuid = pipes.some((pipe) => (typeof pipe === 'function' ? pipe : (pipe as object).constructor).name === 'ParseUUIDPipe');
    return [one(name, false, { ...schemaOfType(type), ...(isUuid ? { format: 'uuid' } : {}) })];
  }
  // All headers at once are passed on, not read: they are nobody's parameters.
  if (place === 'header') return [];
  if (typeof type !== 'function' || type === Object) return [one('*', false, {})];
  const { properties, required } = new Schemas().of(type as Shape);
  return Object.entries(properties).map(([field, schema]) => one(field, required?.includes(field) ?? false, withoutNull(schema)));
};

/** In an address a field is there or it is not. */
const withoutNull = (schema: Schema): Schema => {
  const types = [schema['type']].flat().filter((type) => type !== 'null');
  const values = schema['enum'] as unknown[] | undefined;
  return { ...schema, ...(schema['type'] === undefined ? {} : { type: types.length === 1 ? types[0] : types }), ...(values ? { enum: values.filter((value) => value !== null) } : {}) };
};

const problem: Schema = {
  type: 'object',
  description: 'RFC 9457. `type` ends in the code of the rule; `detail` is in the language of Accept-Language.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'traceId'],
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', format: 'uri-reference' },
    traceId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'rule', 'message'],
        properties: { field: { type: 'string', description: 'JSON pointer' }, rule: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};
const parameters: Record<string, Schema> = {
  AcceptLanguage: { name: 'Accept-Language', in: 'header', required: false, schema: { type: 'string', default: 'zh' }, description: 'zh or en, for the words of a problem.' },
  IdempotencyKey: { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', minLength: 8, maxLength: 128, pattern: '^[!-~]+$' }, description: 'New for every action, the same for its retries: a repetition gets the first answer.' },
  IfMatch: { name: 'If-Match', in: 'header', required: false, schema: { type: 'string', pattern: '^(\\*|(W/)?"[0-9]{1,9}")$' }, description: 'The ETag you have read; 412 when it is no longer the newest.' },
};
const responses: Record<string, Schema> = {
  Problem: { description: 'A problem document', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
};
const headers: Record<string, Schema> = { ETag: { description: 'The version of what was answered, for If-Match.', schema: { type: 'string' } } };
const securitySchemes: Record<string, Schema> = { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'at+jwt' } };
