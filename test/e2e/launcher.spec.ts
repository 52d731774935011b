import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { eventually, request, startSystem } from '@aftercare/testing';

const root = resolve(__dirname, '../..');
const full = process.env.FULL === '1';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const folders: string[] = [];
/** A folder that the database server's account may enter, gone after the tests. */
function scratch(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'aftercare-'));
  chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const environment = (env: Record<string, string>): NodeJS.ProcessEnv => ({ ...process.env, NODE_ENV: undefined, DATABASE_URL: undefined, KAFKA_BROKERS: undefined, JAVA_HOME: undefined, ...env });

interface Ended {
  readonly code: number;
  /** Both streams. */
  readonly said: string;
}

/** A script of the project to its end. */
const run = (script: string, args: readonly string[], env: Record<string, string>): Promise<Ended> =>
  promisify(execFile)(process.execPath, [script, ...args], { cwd: root, env: environment(env) }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, said: stdout + stderr }),
  );

const launcher = (args: readonly string[], env: Record<string, string>): Promise<Ended> => run('tools/start.ts', args, env);

/** How many tickets the sample's past has, by branch, day and type. */
const openedBefore = (): Record<string, number> => {
  const [head = '', ...lines] = readFileSync(join(root, 'deploy/sample/history/tickets.csv'), 'utf8').trim().split('\n');
  const [branch, day, type] = ['branch_code', 'opened_on', 'type'].map((name) => head.split(',').indexOf(name));
  const counts: Record<string, number> = {};
  for (const cells of lines.map((line) => line.split(','))) {
    const cell = `${cells[branch!]} ${cells[day!]} ${cells[type!]}`;
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return counts;
};

interface Month { readonly month: string; readonly numerator: number; readonly denominator: number; readonly rate: string | null }
interface Expected { readonly month: string; readonly on_time: number; readonly rate_pct: string | null }
interface PastFigures {
  readonly months: readonly string[];
  readonly satisfaction: { readonly total: { readonly satisfied: number; readonly answers: number } };
  readonly rework: { readonly total: { readonly rework: number; readonly completed: number } };
  readonly on_time_arrival: { readonly by_month: readonly (Expected & { readonly promised: number })[] };
  readonly old_part_return: { readonly by_month: readonly (Expected & { readonly due: number })[] };
}

/** What was printed besides finished steps: one line when all is as it should be. */
const errors = (said: string): string[] => said.split('\n').filter((line) => line !== '' && !/^ {2}\S.* +\d+\.\d s( |$)/.test(line));

describe('npm start', () => {
  it(`keeps the data over a kill -9${full ? ' and over a stop' : ''}, after which services end by themselves and the servers are adopted`, async () => {
    const first = await startSystem();
    const folder = first.folder;
    const clerk = async (system: typeof first) => request(`${system.gateway}/api`, { token: await system.token('ST030') });
    try {
      // Its past year has come through import, tickets, events and analytics, each ticket on the day when it was opened.
      const analyst = request(`${first.gateway}/api`, { token: await first.token('ST003') });
      await eventually(async () => {
        const { body: { rows } } = await analyst.get<{ rows: { branchId: string; day: string; type: string; opened: number }[] }>('/analytics/tickets-by-day?from=2025-07-01&to=2026-06-30');
        expect(Object.fromEntries(rows.map(({ branchId, day, type, opened }) => [`${branchId} ${day} ${type}`, opened]))).toEqual(openedBefore());
      });
      // So have its deliveries, the old parts that were owed, its repairs and its questionnaires: the figures are those that another program computed from the sheets.
      const { months, satisfaction, rework, on_time_arrival: arrivals, old_part_return: returns } = JSON.parse(readFileSync(join(root, 'deploy/sample/expected-kpis.json'), 'utf8')) as PastFigures;
      await eventually(async () => {
        const figure = async (name: string) => (await analyst.get<{ year: Month[] }>(`/analytics/kpis/${name}?month=${months.at(-1)}`)).body.year.map(({ month, numerator, denominator, rate }) => [month, numerator, denominator, rate]);
        expect(await figure('on-time-arrival')).toEqual(arrivals.by_month.map(({ month, on_time, promised, rate_pct }) => [month, on_time, promised, rate_pct]));
        const sum = async (name: string) => (await figure(name)).reduce<[number, number]>(([all, of], [, numerator, denominator]) => [all + Number(numerator), of + Number(denominator)], [0, 0]);
        expect(await sum('satisfaction')).toEqual([satisfaction.total.satisfied, satisfaction.total.answers]);
        expect(await sum('rework')).toEqual([rework.total.rework, rework.total.completed]);
        expect(await figure('old-part-return')).toEqual(returns.by_month.map(({ month, on_time, due, rate_pct }) => [month, on_time, due, rate_pct]));
      });
      const { body } = await (await clerk(first)).post<{ number: string }>('/tickets/tickets', { channel: 'counter', kind: 'inquiry', words: '有配件吗？' });
      const pids = await Promise.all(Object.keys(first.services).map((name) => first.pidOf(name)));
      process.kill(first.pid, 'SIGKILL');
      await eventually(() => Promise.resolve(expect(pids.filter(isAlive)).toEqual([])), { within: 6_000 });

      const second = await startSystem({ folder });
      try {
        expect(second.output()).toMatch(/Postgres .* was running\n/);
        expect(second.output()).toMatch(/Kafka .* was running\n/);
        const beside = await launcher([], { AFTERCARE_DATA: join(folder, 'data'), PORT: '0' });
        expect(beside.said).toMatch(new RegExp(`^error: .* is in use by a launcher \\(pid ${second.pid}\\): stop it with Ctrl-C there or npm start -- --stop.*\n$`));
        expect(beside.code).toBe(1);
        expect((await (await clerk(second)).get(`/tickets/tickets/${body.number}`)).status).toBe(200);
      } finally {
        await second.stop({ keep: true });
      }
      // restore.spec.ts, which is in the lane resilience, starts again after a stop as well.
      if (full) {
        const third = await startSystem({ folder });
        expect((await (await clerk(third)).get(`/tickets/tickets/${body.number}`)).status).toBe(200);
        await third.stop({ keep: true });
      }
    } finally {
      await launcher(['--stop'], { AFTERCARE_DATA: join(folder, 'data') });
      rmSync(folder, { recursive: true, force: true });
    }
  }, 240_000);

  it('ends everything when a service dies while starting, and tells its last words in one line', async () => {
    const folder = scratch();
    const data = join(folder, 'data');
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, 'issuer'), 'a file where the issuer wants a folder');
    const { code, said } = await launcher(['--only', 'issuer,gateway', '--empty'], { AFTERCARE_DATA: data, PORT: '0' });
    expect(errors(said)).toEqual([expect.stringMatching(/^error: issuer 在启动时结束 · issuer ended while starting \(code 1\): error: ISSUER_DATA .* change its owner, or choose another folder \(log: .*issuer\.log\)$/)]);
    expect(code).toBe(1);
    expect((await launcher(['--stop'], { AFTERCARE_DATA: data })).said).toBe(`${data} 没有在运行的进程 · nothing of ${data} was running\n`);
  }, 60_000);

  it('ends everything on Ctrl-C while it starts', async () => {
    const data = join(scratch(), 'data');
    const running = execFile(process.execPath, ['tools/start.ts', '--only'], { cwd: root, env: environment({ AFTERCARE_DATA: data, PORT: '0' }) });
    let said = '';
    running.stdout?.on('data', (text: string) => {
      if (said === '') running.kill('SIGINT');
      said += text;
    });
    expect(await new Promise((resolve) => running.once('close', resolve))).toBe(0);
    expect(said).toMatch(/^ {2}check .*\n\n正在停止 · stopping \.\.\.\n(.*\n)*已停止，数据保留 · stopped; the data is kept\n$/);
    expect((await launcher(['--stop'], { AFTERCARE_DATA: data })).said).toBe(`${data} 没有在运行的进程 · nothing of ${data} was running\n`);
  }, 60_000);

  const usage = /there are --only A,B {2}--empty {2}--no-history {2}--reset {2}--stop {2}--help$/;
  it.each<[string, string[], Record<string, string>, RegExp]>([
    ['an unknown flag', ['--fresh'], {}, usage],
    ['an unknown service', ['--only', 'ticket'], {}, /there is no service "ticket"; there are issuer, directory, tickets, inventory, dealer-returns, notifier, analytics, gateway$/],
    ['a port that is none', [], { PORT: 'http' }, /PORT is "http": set it to a whole number/],
    ['a data folder below a file', [], { AFTERCARE_DATA: join(root, 'package.json/data') }, /is, or lies below, a file: set AFTERCARE_DATA to another folder$/],
    ['a data folder that nobody can write', [], { AFTERCARE_DATA: '/proc/aftercare' }, /\/proc\/aftercare .*: .*set AFTERCARE_DATA to another folder$/],
    ['no address of a database', ['--only'], { DATABASE_URL: 'mysql://a:b@c/d' }, /it looks like postgresql:\/\/user:password@host:5432\/aftercare$/],
    ['no address of a broker', ['--only'], { KAFKA_BROKERS: 'localhost' }, /KAFKA_BROKERS is "localhost": it is host:port/],
  ])('answers %s with one line that names it and the remedy, and exit code 1', async (_what, args, env, words) => {
    const { code, said } = await launcher(args, { AFTERCARE_DATA: join(scratch(), 'data'), PORT: '0', ...env });
    expect(errors(said)).toEqual([expect.stringMatching(words)]);
    expect(code).toBe(1);
  }, 60_000);

  it('names who has its port', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as AddressInfo;
    const { code, said } = await launcher([], { AFTERCARE_DATA: join(scratch(), 'data'), PORT: String(port) });
    server.close();
    expect(said).toMatch(new RegExp(`^error: 端口 ${port}（网关）已被.*占用：.* · port ${port} \\(the gateway\\) is taken${process.platform === 'linux' ? ` by .*\\(pid ${process.pid}\\)` : ''}: stop it, or set PORT to another one, e.g. PORT=\\d+\n$`));
    expect(code).toBe(1);
  }, 60_000);

  it('checks external servers before anything is changed: wrong credentials, wrong database, nobody there', async () => {
    const system = await startSystem({ args: ['--only', '--empty'] });
    try {
      const wrong = async (change: (url: URL) => void, env: Record<string, string> = {}): Promise<string[]> => {
        const url = new URL(system.databaseUrl);
        change(url);
        const { code, said } = await launcher(['--only', '--empty'], { AFTERCARE_DATA: join(scratch(), 'data'), PORT: '0', DATABASE_URL: url.href, KAFKA_BROKERS: system.brokers, ...env });
        expect(code).toBe(1);
        return errors(said);
      };
      const { host } = new URL(system.databaseUrl);
      expect(await Promise.all([
        wrong((url) => (url.password = 'wrong')),
        wrong((url) => (url.pathname = '/none')),
        wrong((url) => (url.port = '1')),
        wrong(() => undefined, { KAFKA_BROKERS: '127.0.0.1:1' }),
      ])).toEqual([
        [`error: DATABASE_URL：${host}/aftercare 拒绝 postgres：请更正用户名和密码 · ${host}/aftercare refuses postgres: correct user and password`],
        [`error: DATABASE_URL：${host}/none 没有这个数据库：请建立它，或更正名称 · ${host}/none is no database there: create it, or correct the name`],
        ['error: DATABASE_URL：127.0.0.1:1/aftercare 没有监听：请启动它，或更正主机和端口 · 127.0.0.1:1/aftercare is not listening: start it, or correct host and port'],
        [expect.stringMatching(/^error: .*Kafka at 127\.0\.0\.1:1 was not ready within 10000 ms, start it or correct KAFKA_BROKERS/)],
      ]);
    } finally {
      await system.stop();
    }
  }, 120_000);
});

describe('the set-up before it', () => {
  const path = scratch();
  symlinkSync(process.execPath, join(path, 'node'));
  const java = (version: string): string => {
    const folder = scratch();
    writeFileSync(join(folder, 'java'), `#!/bin/sh\necho 'openjdk version "${version}"' >&2\n`, { mode: 0o755 });
    return folder;
  };

  it('goes on when nobody reads its lines any more, and still stops what it started', async () => {
    const folder = scratch();
    const [data, ready] = [join(folder, 'data'), join(folder, 'ready.json')];
    const child = spawn(process.execPath, ['tools/start.ts', '--only'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: environment({ AFTERCARE_DATA: data, AFTERCARE_READY_FILE: ready, PORT: '0' }) });
    const ended = once(child, 'exit');
    // The compiler writes to the same place, so not before it is done.
    let said = '';
    child.stdout.on('data', (data: Buffer) => {
      if ((said += data.toString()).includes('  build')) for (const stream of [child.stdout, child.stderr]) stream.destroy();
    });
    try {
      await eventually(() => Promise.resolve(expect(existsSync(ready)).toBe(true)), { within: 150_000 });
    } finally {
      child.kill('SIGINT');
    }
    expect(await ended).toEqual([0, null]);
    expect((await launcher(['--stop'], { AFTERCARE_DATA: data })).said).toMatch(/nothing of .* was running/);
  }, 240_000);

  it.each([
    ['no Java', () => path, /^error: Kafka 需要 Java，PATH 上没有：.* · Kafka needs Java and there is none on the PATH: install a JDK 17 or newer/],
    ['a Java that is too old', () => `${java('11.0.2')}:${path}`, /^error: .*java 是 Java 11，Kafka 需要 17：.* · .*java is Java 11, Kafka needs 17: install a JDK 17 or newer/],
  ])('refuses %s in one line', async (_what, where, words) => {
    const { code, said } = await run('tools/setup.mjs', [], { PATH: where() });
    expect(errors(said)).toEqual([expect.stringMatching(words)]);
    expect(code).toBe(1);
  }, 60_000);
});

it('the package file offers exactly the commands that the README names', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const named = [...readme.matchAll(/`npm (?:run )?(?:-s )?([a-z]+)/g)].map(([, name]) => name!).filter((name) => name !== 'ci' && name !== 'install');
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
  expect(Object.keys(scripts).filter((name) => !/^pre|^build$/.test(name) && !named.includes(name))).toEqual([]);
});
