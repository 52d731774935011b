import { execFile } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'aftercare-'));
afterAll(() => rmSync(folder, { recursive: true }));

const play = (place: string): Promise<{ code: number; lines: readonly string[] }> =>
  promisify(execFile)(process.execPath, ['tools/scenarios.ts', place], { cwd: root, maxBuffer: 10_000_000 }).then(
    ({ stdout }) => ({ code: 0, lines: stdout.trimEnd().split('\n') }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, lines: (stdout + stderr).trimEnd().split('\n') }),
  );

it('every scenario holds as far as its owners exist, and what is planted in one is found out', async () => {
  for (const file of globSync('{deploy/sample,test}/scenarios/*.yaml', { cwd: root })) cpSync(join(root, file), join(folder, basename(file)));
  const { code, lines } = await play(folder);
  expect(lines.filter((line) => line.startsWith('      FAILED'))).toEqual([
    '      FAILED  ticket T1: owner: expected "ST031", seen "ST030"',
    '      FAILED  notice CU00390 acknowledgement: count: expected 0, seen 1',
    expect.stringMatching(/^ {6}FAILED {2}answer: no rule code of ours is known as AGENDA_FULL.* \(seen 409 ticket\.not-confirmed\)$/),
  ]);
  expect(lines.at(-1)).toMatch(/^\d{2,} passed, 3 failed$/);
  expect(code).toBe(1);
}, 600_000);

it('a file that breaks the vocabulary starts nothing, and is told what to write', async () => {
  const bad = mkdtempSync(join(folder, 'bad-'));
  writeFileSync(join(bad, 'B1.yaml'), "id: B1\nsteps: [{step: 1, at: 2026-07-06 09:00, actor: ST030, action: record calls, with: {words: x}}]\n");
  expect(await play(bad)).toEqual({ code: 2, lines: ['error: B1.yaml: step 1: action: "record calls" is no action of vocabulary.md; did you mean "record call"?'] });
}, 60_000);
