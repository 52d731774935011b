import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../platform/root.ts';

/** What is checked here: the commit, or, where there is no git, the lock file. */
export interface Checkout {
  readonly hash: string;
  readonly told: string;
}

export function checkout(folder: string = root): Checkout {
  try {
    const hash = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return { hash, told: `commit ${hash}` };
  } catch {
    const hash = createHash('sha256').update(readFileSync(join(folder, 'package-lock.json'))).digest('hex');
    return { hash, told: `package-lock.json ${hash}, for want of a commit` };
  }
}
