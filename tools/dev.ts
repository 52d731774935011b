// npm run dev: the platform, rebuilt on every change; services whose code or libraries changed are started anew.
import { globSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Progress } from './platform/progress.ts';
import { builtAt, changedApps } from './platform/projects.ts';
import { root } from './platform/root.ts';
import { run } from './platform/run.ts';
import { serviceNames } from './platform/services.ts';
import { build } from './platform/system.ts';
import type { System } from './platform/system.ts';

/** A file is often written in several steps, and one edit may change several files: they make one build. */
const settle = 50;

/** The code of all projects. The compiler's own --watch needs up to 6 s to notice a change; the system's notices come at once. */
class Sources {
  #noticed: () => void = () => undefined;
  #change = this.#next();

  constructor() {
    for (const folder of globSync('{apps,libs}/*/src', { cwd: root })) {
      watch(join(root, folder), { recursive: true, persistent: false }, () => this.#noticed());
    }
  }

  /** Resolves when something has changed since `takeUp`. */
  get changed(): Promise<void> {
    return this.#change;
  }

  /** Waits for a change and for those that belong to it. */
  async takeUp(): Promise<void> {
    await this.changed;
    await delay(settle);
    this.#change = this.#next();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => { this.#noticed = resolve; });
  }
}

const sources = new Sources();

async function follow(system: System, progress: Progress): Promise<never> {
  let seen = builtAt(root);
  for (;;) {
    await sources.takeUp();
    const start = performance.now();
    try {
      await build(new AbortController().signal);
      const now = builtAt(root);
      const changed = changedApps(root, seen, now);
      seen = now;
      const names = serviceNames.filter((name) => changed.includes(name));
      if (names.length === 0) continue;
      // A version that does not come up must not keep its correction waiting.
      const isLive = await Promise.race([system.restart(names).then(() => true), sources.changed.then(() => false)]);
      if (isLive) progress.done(names.join(', '), start, 'live');
    } catch (error) {
      progress.note(`${error instanceof Error ? error.message : String(error)}; what runs goes on`);
    }
  }
}

await run(build, (system, progress) => void follow(system, progress));
