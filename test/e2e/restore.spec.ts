import { execFile, execFileSync, spawn } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { eventually, request, startSystem, type RunningSystem } from '@aftercare/testing';

const root = resolve(__dirname, '../..');
const full = process.env.FULL === '1';

interface Ended {
  readonly code: number;
  /** Both streams. */
  readonly said: string;
}

interface Backup {
  readonly path: string;
  readonly events: Readonly<Record<string, number>>;
}

interface Report {
  readonly events: Readonly<Record<string, number>>;
  readonly lost: readonly { readonly topic: string; readonly events: number }[];
  readonly done: boolean;
}

let folder: string;
let system: RunningSystem | null = null;
let backup: Backup;
const scratch = mkdtempSync(join(realpathSync(tmpdir()), 'aftercare-'));

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, NODE_ENV: undefined, DATABASE_URL: undefined, KAFKA_BROKERS: undefined, AFTERCARE_DATA: join(folder, 'data'), PORT: '0' });

const run = (script: string, args: readonly string[]): Promise<Ended> =>
  promisify(execFile)(process.execPath, [script, ...args], { cwd: root, env: environment() }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, said: stdout + stderr }),
  );
const ops = (...args: string[]): Promise<Ended> => run('tools/ops.ts', args);
const answer = async <T>(...args: string[]): Promise<T> => {
  const { code, said } = await ops(...args, '--json');
  if (code !== 0) throw new Error(said);
  return JSON.parse(said) as T;
};
const because = ['--as', 'ST002', '--reason', 'the disk was replaced'];

const start = async (): Promise<RunningSystem> => (system = await startSystem({ args: ['--no-history'], ...(system ? { folder } : {}) }));
const as = async (code: string) => request(`${system!.gateway}/api`, { token: await system!.token(code) });
const openTickets = async (count: number): Promise<string[]> => {
  const clerk = await as('ST030');
  const numbers: string[] = [];
  for (let n = 0; n < count; n++) numbers.push((await clerk.post<{ number: string }>('/tickets/tickets', { channel: 'counter', kind: 'inquiry', words: '有配件吗？' })).body.number);
  return numbers;
};
const statusesOf = async (numbers: readonly string[]): Promise<number[]> => {
  const clerk = await as('ST030');
  return Promise.all(numbers.map(async (number) => (await clerk.get(`/tickets/tickets/${number}`)).status));
};
/** What the projection of another service has counted of them. */
const counted = async (): Promise<number> =>
  (await (await as('ST029')).get<{ rows: readonly { opened: number }[] }>('/analytics/tickets-by-day')).body.rows.reduce((sum, { opened }) => sum + opened, 0);
/** Events, log, places and guards: everything fits, and here is how much there is. */
const verified = async (): Promise<{ events: number; deviations: number }> => {
  const { events, deviations } = await answer<{ events: number; deviations: number }>('verify');
  return { events, deviations };
};
const sum = (events: Readonly<Record<string, number>>): number => Object.values(events).reduce((total, count) => total + count, 0);

let before: string[];
let after: string[];

beforeAll(async () => {
  folder = (await start()).folder;
  before = await openTickets(5);
  await eventually(async () => expect(await counted()).toBe(5));
  backup = await answer<Backup>('backup');
  after = await openTickets(3);
  await eventually(async () => expect(await counted()).toBe(8));
}, 240_000);
afterAll(async () => {
  await run('tools/start.ts', ['--stop']);
  for (const path of [folder, scratch]) rmSync(path, { recursive: true, force: true });
}, 60_000);

describe('a backup', () => {
  it('is put back in a dry run beside the running system, which says what would be lost', async () => {
    const { done, events, lost } = await answer<Report>('restore', backup.path, '--dry-run');
    expect({ done, events: sum(events) }).toEqual({ done: false, events: sum(backup.events) });
    expect(lost.filter((one) => one.events > 0)).toMatchObject([{ topic: 'aftercare.directory.contact', events: 3 }, { topic: 'aftercare.tickets.ticket', events: 3 }]);
    expect(await statusesOf([...before, ...after])).toEqual([200, 200, 200, 200, 200, 200, 200, 200]);
  }, 120_000);

  it.each<[string, (copy: string) => void, RegExp]>([
    ['is damaged', (copy) => {
      const bytes = readFileSync(join(copy, 'postgres.tar.gz'));
      bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
      writeFileSync(join(copy, 'postgres.tar.gz'), bytes);
    }, /^error: .* is damaged: postgres\.tar\.gz is not as written; nothing was changed/],
    ['is of another installation', (copy) => {
      const facts = readFileSync(join(copy, 'backup.json'), 'utf8').replace(/"system": "\d+"/, '"system": "7"');
      writeFileSync(join(copy, 'backup.json'), facts);
      const sums = readFileSync(join(copy, 'SHA256SUMS'), 'utf8').replace(/[0-9a-f]{64}(?= {2}backup\.json)/, createHash('sha256').update(facts).digest('hex'));
      writeFileSync(join(copy, 'SHA256SUMS'), sums);
    }, /^error: .* is of another installation \(7, here is \d+\); nothing was changed/],
    ['is none', (copy) => rmSync(join(copy, 'SHA256SUMS')), /^error: .* is no backup of Aftercare: it has no SHA256SUMS/],
  ])('that %s is refused in one line', async (_what, damage, words) => {
    const copy = join(scratch, 'copy');
    cpSync(backup.path, copy, { recursive: true });
    damage(copy);
    const { code, said } = await ops('restore', copy, ...because);
    rmSync(copy, { recursive: true });
    expect({ code, said: said.split('\n').filter((line) => !line.startsWith('  ')).join('') }).toEqual({ code: 1, said: expect.stringMatching(words) });
  });
});

it('23: after an older copy of the database was put in by hand, nothing opens and the command is named; it loses nothing of the copy', async () => {
  await system!.stop({ keep: true });
  const data = join(folder, 'data/postgres');
  execFileSync('/bin/sh', ['-c', 'find "$0" -mindepth 1 -delete && tar xzf "$1" -C "$0"', data, join(backup.path, 'postgres.tar.gz')]);

  // Before any service: the others would take in what is no more while one of them still finds it out.
  const { code, said } = await run('tools/start.ts', []);
  expect(code).toBe(1);
  expect(said).toMatch(/^error: .*it must have been set back \(aftercare\.directory\.contact: 3, aftercare\.tickets\.ticket: 3\): run ops restore \(npm run ops -- restore --as CODE --reason WHY;/m);

  const { done, events } = await answer<Report>('restore', ...because);
  expect({ done, events: sum(events) }).toEqual({ done: true, events: sum(backup.events) });
  await start();
  expect(await statusesOf(before)).toEqual([200, 200, 200, 200, 200]);
  expect(await statusesOf(after)).toEqual([404, 404, 404]);
  await eventually(async () => expect(await counted()).toBe(5));
  expect(await verified()).toEqual({ events: sum(backup.events), deviations: 0 });

  after = await openTickets(4);
  await eventually(async () => expect(await counted()).toBe(9));
  expect((await verified()).deviations).toBe(0);
}, 240_000);

const steps = { 'unpack the backup': 'as it was', 'queue every event': 'marked', 'put it in place': 'marked', 'empty the log': 'marked' } as const;
/** One of them by chance; with `--full` each. */
const chosen = randomInt(Object.keys(steps).length);
const deadly = Object.entries(steps).filter((_, at) => full || at === chosen);

it(`a restore that is killed after "${deadly.map(([step]) => step).join('", "')}" leaves either everything as it was or a mark, and the next one completes it`, async () => {
  await system!.stop({ keep: true });
  const kept: [string, string][] = [];
  for (const [step] of deadly) {
    await killedAfter(step);
    const { code, said } = await started();
    kept.push([step, code === 0 ? 'as it was' : /restore began at .* go on with: npm run ops -- restore .*aftercare-/.test(said) ? 'marked' : said]);
  }
  expect(kept).toEqual(deadly);

  expect(await answer<Report>('restore', backup.path, ...because)).toMatchObject({ done: true });
  await start();
  expect(await statusesOf([...before, ...after])).toEqual([200, 200, 200, 200, 200, 404, 404, 404, 404]);
  await openTickets(1);
  await eventually(async () => expect(await counted()).toBe(6));
  expect((await verified()).deviations).toBe(0);
  await system!.stop({ keep: true });
}, 300_000);

/** Lets a restore run until this step is done, and kills it then; its servers stay. */
async function killedAfter(step: string): Promise<void> {
  const restore = spawn(process.execPath, ['tools/ops.ts', 'restore', backup.path, ...because], { cwd: root, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((done) => restore.once('exit', done));
  let said = '';
  for (const stream of [restore.stdout, restore.stderr]) stream.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (new RegExp(`^ {2}${step} `, 'm').test(said)) restore.kill('SIGKILL');
  });
  await ended;
  if (restore.signalCode !== 'SIGKILL') throw new Error(said);
}

/** What `npm start` makes of it: with no service, and ended at once. */
async function started(): Promise<Ended> {
  const launcher = spawn(process.execPath, ['tools/start.ts', '--only', '--empty'], { cwd: root, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [launcher.stdout, launcher.stderr]) stream.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.includes('ready after')) launcher.kill('SIGINT');
  });
  const code = await new Promise<number | null>((done) => launcher.once('exit', done));
  return { code: code ?? -1, said };
}
