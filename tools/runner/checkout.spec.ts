import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from './checkout.ts';

it('goes by the lock file where there is no git, and says so', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aftercare-'));
  try {
    writeFileSync(join(folder, 'package-lock.json'), '{}');
    const { hash, told } = checkout(folder);
    expect(hash).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
    expect(told).toContain('package-lock.json');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
