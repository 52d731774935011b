// npm run dev: the platform, rebuilt on every change; services whose code or libraries changed are started anew.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Progress } from './platform/progress.ts';
import { builtAt, changedApps } from './platform/projects.ts';
import { root } from './platform/root.ts';
import { run } from './platform/run.ts';
import { serviceNames } from './platform/services.ts';
import type { System } from './platform/system.ts';

let seen = new Map<string, number>();
/** Set once the system runs: from then on a finished build is brought to life. */
let whenBuilt: () => void = () => undefined;

/** Compiles, stays watching, and resolves at the first build without an error. */
function watch(signal: AbortSignal): Promise<void> {
  const compiler = spawn(process.execPath, [join(root, 'node_modules/typescript7/bin/tsc'), '-b', '--watch', '--preserveWatchOutput'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], signal });
  return new Promise((resolve, reject) => {
    compiler.once('error', reject);
    compiler.once('exit', (code) => reject(new Error(`the compiler ended (code ${code})`)));
    createInterface(compiler.stdout).on('line', (line) => {
      const errors = /Found (\d+) errors?\. Watching/.exec(line)?.[1];
      if (errors === undefined) {
        if (line !== '' && !line.includes('compilation')) process.stdout.write(`${line}\n`);
        return;
      }
      if (errors === '0') resolve();
      else process.stdout.write(`${errors} to correct; everything runs on as it was\n`);
      whenBuilt();
    });
  });
}

function follow(system: System, progress: Progress): void {
  let working = false;
  const bringToLife = async (): Promise<void> => {
    if (working) return; // looks again when it has finished
    working = true;
    try {
      for (;;) {
        const now = builtAt(root);
        const changed = changedApps(root, seen, now);
        seen = now;
        const names = serviceNames.filter((name) => changed.includes(name));
        if (names.length === 0) return;
        await progress.step(names.join(', '), () => system.restart(names), () => 'live');
      }
    } catch (error) {
      progress.note(error instanceof Error ? error.message : String(error));
    } finally {
      working = false;
    }
  };
  whenBuilt = () => void bringToLife();
  whenBuilt();
}

await run(async (signal) => {
  await watch(signal);
  seen = builtAt(root);
}, follow);
