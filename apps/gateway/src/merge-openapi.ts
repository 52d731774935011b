type Json = { readonly [name: string]: unknown };
interface Operation extends Json {
  readonly operationId: string;
}
/** As much of a service's own OpenAPI document as is needed to join it with others. */
export interface ServiceApi {
  readonly info: { readonly title: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Json>>;
}
export interface MergedApi {
  readonly openapi: '3.1.0';
  readonly info: Json;
  readonly servers: Json[];
  readonly tags: Json[];
  readonly paths: Json;
  readonly components: Json;
}

/** Made by the chassis, so the same in every service. */
const everywhere = 'Problem';

/**
 * One document of several services, by name: paths as seen from outside, one tag per service, and its name before what only
 * it knows (`tickets.OpenTicketBody`), since two services may use one word for two things.
 */
export function mergeOpenApi(services: Readonly<Record<string, ServiceApi>>, words: { readonly title: string; readonly description: string }): MergedApi {
  const own = Object.entries(services).map(([name, api]) => ({ name, title: api.info.title, ...renamed(name, api) }));
  const sections = new Set(own.flatMap(({ components }) => Object.keys(components)));
  return {
    openapi: '3.1.0',
    info: { version: '1', ...words },
    servers: [{ url: '/' }],
    tags: own.map(({ name, title }) => ({ name, description: title })),
    paths: Object.assign({}, ...own.map(({ paths }) => paths)) as Json,
    components: Object.fromEntries([...sections].sort().map((section) => [section, Object.assign({}, ...own.map(({ components }) => components[section])) as Json])),
  };
}

const renamed = (service: string, { paths, components }: ServiceApi): { readonly paths: Json; readonly components: Readonly<Record<string, Json>> } => {
  const nameOf = (schema: string): string => (schema === everywhere ? schema : `${service}.${schema}`);
  const withRefs = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value), (key, inner: unknown) =>
      key === '$ref' && typeof inner === 'string' ? inner.replace(/(?<=^#\/components\/schemas\/).*/, nameOf) : inner) as T;
  const { schemas = {}, ...shared } = withRefs(components);
  return {
    paths: Object.fromEntries(Object.entries(withRefs(paths)).map(([path, operations]) => [
      `/api/${service}${path}`,
      Object.fromEntries(Object.entries(operations).map(([method, operation]) => [method, { ...operation, operationId: `${service}.${operation.operationId}`, tags: [service] }])),
    ])),
    components: { ...shared, schemas: Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [nameOf(name), schema])) },
  };
};
