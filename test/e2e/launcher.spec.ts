import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { eventually, request, startSystem } from '@aftercare/testing';

const root = resolve(__dirname, '../..');

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('npm start', () => {
  it('keeps the data over a stop and over a kill -9, after which services end by themselves and the servers are adopted', async () => {
    const first = await startSystem();
    const folder = first.folder;
    try {
      const clerk = request(`${first.gateway}/api`, { token: await first.token('ST030') });
      const { body } = await clerk.post<{ number: string }>('/tickets/tickets', { channel: 'counter', kind: 'inquiry', words: '有配件吗？' });
      await first.stop({ keep: true });

      const second = await startSystem({ folder });
      const again = async (system: typeof second) => request(`${system.gateway}/api`, { token: await system.token('ST030') });
      expect((await (await again(second)).get(`/tickets/tickets/${body.number}`)).status).toBe(200);

      const pids = await Promise.all(['tickets', 'directory', 'analytics', 'gateway', 'issuer'].map((name) => second.pidOf(name)));
      process.kill(second.pid, 'SIGKILL');
      await eventually(() => Promise.resolve(expect(pids.filter(isAlive)).toEqual([])), { within: 6_000 });

      const third = await startSystem({ folder });
      try {
        expect(third.output()).toMatch(/adopted/);
        expect((await (await again(third)).get(`/tickets/tickets/${body.number}`)).status).toBe(200);
      } finally {
        await third.stop({ keep: true });
      }
    } finally {
      const { stdout } = await promisify(execFile)(process.execPath, ['tools/start.ts', '--stop'], { cwd: root, env: { ...process.env, AFTERCARE_DATA: join(folder, 'data') } });
      expect(stdout).toBeDefined();
    }
  }, 240_000);

  it.each([
    ['an unknown flag', ['--fresh'], {}, /--fresh.*--reset/s],
    ['wrong credentials of an external database', ['--only', 'directory'], { DATABASE_URL: 'postgres://nobody:wrong@127.0.0.1:1/none' }, /DATABASE_URL/],
    ['an external broker that is not there', ['--only', 'directory'], { KAFKA_BROKERS: '127.0.0.1:1' }, /KAFKA_BROKERS/],
  ])('answers %s with one line that names it and the remedy', async (_what, args, env, words) => {
    const failure = await startSystem({ args, env }).then(
      async (system) => {
        await system.stop();
        return null;
      },
      (error: Error) => error.message,
    );
    expect(failure).toMatch(words);
    expect(failure).toMatch(/^error: .+/m);
    expect(failure).not.toMatch(/^\s+at /m);
  }, 120_000);
});

it('the package file offers exactly the commands that the README names', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const named = [...readme.matchAll(/`npm (?:run )?(?:-s )?([a-z]+)/g)].map(([, name]) => name!).filter((name) => name !== 'ci' && name !== 'install');
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
  expect(Object.keys(scripts).filter((name) => !/^pre|^build$/.test(name) && !named.includes(name))).toEqual([]);
});
