import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '../platform/refusal.ts';
import { table } from '../runner/report.ts';
import type { OpsCall } from './options.ts';
import { printed } from './print.ts';

interface DifferingRow {
  readonly before: string | null;
  readonly after: string | null;
}

interface RebuiltTable {
  readonly table: string;
  readonly before: number;
  readonly after: number;
  readonly differing: number;
  readonly examples: readonly DifferingRow[];
}

interface RebuildState {
  readonly status: string;
  readonly read: number;
  readonly total: number;
  readonly requestedAt: string;
  readonly tables: readonly RebuiltTable[];
  readonly message: string | null;
}

interface ProjectionState {
  readonly projection: string;
  readonly rebuild: RebuildState | null;
}

type Ask = (service: string, call: OpsCall) => Promise<unknown>;

const list: OpsCall = { method: 'GET', path: '/ops/projections' };
const open = new Set(['requested', 'running']);

/** Asks for a rebuild and watches it to its end, with progress on standard error. Ends with code 1 unless the new rows are in use. */
export async function rebuild(services: readonly string[], call: OpsCall, json: boolean, ask: Ask): Promise<void> {
  const projection = call.rebuild as string;
  const service = services.length === 1 ? services[0]! : await ownerOf(projection, services, ask);
  const asked = await ask(service, call);
  if (call.body?.['dryRun'] === true) return void process.stdout.write(json ? `${JSON.stringify(asked, null, 2)}\n` : printed({ [service]: asked }));
  const state = await watched(service, projection, json, ask);
  process.stdout.write(json ? `${JSON.stringify(state, null, 2)}\n` : outcome(`${service} ${projection}`, state));
  if (state.status !== 'swapped') process.exitCode = 1;
}

/** The service that has the projection; refuses with all that exist when there is none, or several. */
async function ownerOf(projection: string, services: readonly string[], ask: Ask): Promise<string> {
  const known = await Promise.all(services.map(async (service) => ({ service, names: (await projectionsOf(service, ask)).map(({ projection: name }) => name) })));
  const owners = known.filter(({ names }) => names.includes(projection)).map(({ service }) => service);
  if (owners.length === 1) return owners[0]!;
  if (owners.length > 1) throw new Refusal(`${owners.join('、')} 都有 ${projection}，请用 --service 指明 · ${owners.join(' and ')} have a ${projection}: say which by --service`);
  const all = known.filter(({ names }) => names.length > 0).map(({ service, names }) => `${service}: ${names.join(', ')}`).join('; ');
  throw new Refusal(`没有投影 ${projection}，现有 · there is no projection ${projection}; there are: ${all}`);
}

async function projectionsOf(service: string, ask: Ask): Promise<readonly ProjectionState[]> {
  return ((await ask(service, list)) as { items: readonly ProjectionState[] }).items;
}

async function watched(service: string, projection: string, quiet: boolean, ask: Ask): Promise<RebuildState> {
  for (let told = ''; ; ) {
    const state = (await projectionsOf(service, ask)).find((one) => one.projection === projection)?.rebuild;
    if (!state) throw new Refusal(`${projection} 的重建记录不见了 · the rebuild of ${projection} is gone`);
    const now = `${state.status} ${state.read.toLocaleString('en')} / ${state.total.toLocaleString('en')}${state.message !== null && open.has(state.status) ? ` · ${state.message}` : ''}`;
    if (!quiet && now !== told) process.stderr.write(`${projection}: ${now}\n`);
    told = now;
    if (!open.has(state.status)) return state;
    await delay(500);
  }
}

const outcome = (name: string, { status, tables, message }: RebuildState): string => {
  const figures = tables.map((one) => [one.table, String(one.before), String(one.after), String(one.differing)]);
  const examples = tables.flatMap((one) => one.examples.map(({ before, after }) => `  ${one.table}\n    before ${before ?? '–'}\n    after  ${after ?? '–'}\n`));
  return [
    `${name}: ${status}\n`,
    ...(message === null ? [] : [`  ${message}\n`]),
    ...(figures.length === 0 ? [] : [`${table([['table', 'before', 'after', 'differing'], ...figures]).split('\n').map((line) => `  ${line}`).join('\n')}\n`]),
    ...examples,
  ].join('');
};
