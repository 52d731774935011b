import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endProcess, identify, isRunning } from './processes.ts';

describe('a known process', () => {
  it('is no longer running once its pid has gone, or belongs to another start', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    const known = identify(child.pid ?? 0)!;
    expect(isRunning(known)).toBe(true);
    expect(isRunning({ ...known, startedAt: 'another boot' })).toBe(false);
    await endProcess(known, 'SIGTERM', 5000);
    expect(isRunning(known)).toBe(false);
  });

  it('is killed when it does not listen to the polite signal', async () => {
    const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)"]);
    await once(child.stdout, 'data');
    const exited = once(child, 'exit');
    await endProcess(identify(child.pid ?? 0)!, 'SIGTERM', 100);
    expect((await exited)[1]).toBe('SIGKILL');
  });
});
