import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as contracts from '@aftercare/contracts';
import { controllersOf, openApiOf } from '@aftercare/chassis';
import { PATTERN_EXTRAS_METADATA } from '@nestjs/microservices/constants.js';
import { docCommentsOf } from './doc-comments.ts';
import { between, type Generator, type Load } from './document.ts';
import { apisIn, type Api } from './services.ts';

type Rows = readonly (readonly string[])[];
type DocComments = ReadonlyMap<string, string>;

const table = (columns: readonly string[], rows: Rows): string =>
  rows.length === 0 ? 'None.' : [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
const code = (text: string): string => `\`${text}\``;

/** The first sentence of the first comment that is there. What a reader of the canvas must be told and nobody wrote down is an error. */
const promiseOf = (comments: DocComments, ...names: readonly string[]): string => {
  const comment = names.map((name) => comments.get(name)).find((text) => text !== undefined);
  if (comment === undefined) throw new Error(`${names.join(' and ')}: no doc comment says what it promises`);
  return comment.split(/(?<=[.?!])\s/)[0]!;
};

const routes = (api: Api, comments: DocComments): string => {
  const operations = Object.entries(openApiOf(api.module, api).paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));
  const [ops, own] = [operations.filter(({ path }) => path.startsWith('/ops/')), operations.filter(({ path }) => !path.startsWith('/ops/'))];
  const list = table(['route', 'permission', 'promise'], own.map(({ path, method, operation }) => {
    const [controller = '', name] = operation.operationId.split('_');
    const names = name === undefined ? [...comments.keys()].filter((key) => key.startsWith(`${controller}.`)) : [`${controller}.${name}`];
    return [code(`${method.toUpperCase()} ${path}`), operation['x-permission'], promiseOf(comments, ...names, controller)];
  }));
  return ops.length === 0 ? list : `${list}\n\nAnd the ${ops.length} routes under \`/ops\` that every service with a store has, for operators: [chassis](../../libs/chassis/README.md).`;
};

/** The names that `publishes.ts` makes events of: a contract that is only declared is not published. */
export const publishedBy = (root: string, service: string): contracts.EventContract[] => {
  const file = join(root, 'apps', service, 'src/publishes.ts');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return contracts.allEvents.filter((contract) => Object.entries(contracts).some(([name, value]) => value === contract && text.includes(`${name}.of(`)));
};

const publishes = (root: string, { service }: Api): string =>
  table(['event', 'meaning'], publishedBy(root, service).map(({ type, meaning }) => [code(type), `${meaning.zh} · ${meaning.en}`]));

interface Mark {
  readonly unit: string;
  readonly name: string;
  readonly contracts: readonly contracts.EventContract[];
}

const hears = (api: Api, comments: DocComments): string => {
  const marks = controllersOf(api.module).flatMap((controller) => {
    const prototype = controller.prototype as Record<string, object>;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => (Reflect.getMetadata(PATTERN_EXTRAS_METADATA, prototype[name]!) as { mark: Mark } | undefined)?.mark ?? []);
  });
  return table(['unit', 'event', 'handler', 'promise'], marks
    .flatMap(({ unit, name, contracts: heard }) => heard.map(({ type }) => [unit, code(type), code(name), promiseOf(comments, name, name.split('.')[0]!)]))
    .sort((a, b) => (a.join() < b.join() ? -1 : 1)));
};

/** An end-to-end test holds the retention file against the catalogue of the database: a table missing here is missing there. */
type Retention = Readonly<Record<string, Readonly<Record<string, { readonly rule: string }>>>> & { readonly rules: Readonly<Record<string, string>> };

const tables = (root: string, load: Load, { service }: Api, comments: DocComments): string => {
  const retention = JSON.parse(readFileSync(join(root, 'deploy/retention.json'), 'utf8')) as Retention;
  const own = Object.entries(retention[service] ?? {});
  if (own.length === 0) return table([], []);
  const { withoutBranchWall } = load<{ withoutBranchWall: readonly string[] }>(service, 'persistence/migrations');
  const rows = own.map(([name, { rule }]) => [code(name), withoutBranchWall.includes(name) ? 'no, see below' : 'yes', retention.rules[rule] ?? rule]);
  return [table(['table', 'branch wall', 'kept'], rows), ...(withoutBranchWall.length > 0 ? ['', comments.get('withoutBranchWall') ?? ''] : [])].join('\n');
};

/** The lists in the README of every service: what it answers, tells, hears and keeps. */
export const canvases: Generator = (root, load) =>
  apisIn(root, load).map((api) => {
    const path = `apps/${api.service}/README.md`;
    const comments = docCommentsOf(root, api.service);
    const lists = { routes: routes(api, comments), publishes: publishes(root, api), hears: hears(api, comments), tables: tables(root, load, api, comments) };
    return { path, text: Object.entries(lists).reduce((text, [name, list]) => between(text, name, list), readFileSync(join(root, path), 'utf8')) };
  });
