import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SpanLine } from './telemetry';

// A process takes seconds to start on a busy machine.
jest.setTimeout(60_000);

const spec = join(__dirname, '../spec');
const folder = mkdtempSync(join(tmpdir(), 'chassis-'));
afterAll(() => { rmSync(folder, { recursive: true }); });
let children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
});

/** The sample service as a process of its own, started the way a service's `main` is. */
async function startAlone(name: string): Promise<{ child: ChildProcess; url: string; ended: Promise<number | null>; output: () => string }> {
  const child = fork(join(spec, 'sample-service.ts'), {
    execArgv: ['--conditions=@aftercare/source', '-r', join(spec, 'typescript.cjs')], silent: true,
    env: { ...process.env, SAMPLE_ALONE: '1', TRACE_FILE: join(folder, `${name}.jsonl`) },
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => { output += data.toString(); });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const [url] = (await Promise.race([once(child, 'message'), ended.then(() => { throw new Error(output); })])) as [string];
  return { child, url, ended, output: () => output };
}

it.each<[string, (child: ChildProcess) => void]>([
  ['SIGTERM', (child) => { child.kill('SIGTERM'); }],
  ['SIGINT, twice', (child) => { child.kill('SIGINT'); child.kill('SIGINT'); }],
  ['its launcher is gone', (child) => { child.disconnect(); }],
])('finishes an open request, takes no new one, and exits 0 when: %s', async (_why, end) => {
  const { child, url, ended, output } = await startAlone('drain');
  const open = fetch(`${url}/show/slow?ms=700`);
  await once(child, 'message');
  end(child);
  expect(await (await open).json()).toEqual({ text: 'finished' });
  expect(await ended).toBe(0);
  await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  expect(output()).toContain('ending: ');
});

it('cuts a request off that does not end, 5 s after its launcher has gone', async () => {
  const { child, url, ended } = await startAlone('cut');
  const open = fetch(`${url}/show/slow?ms=60000`).catch(() => 'cut off');
  await once(child, 'message');
  const told = performance.now();
  child.disconnect();
  expect(await ended).toBe(1);
  expect(performance.now() - told).toBeGreaterThan(4_900);
  expect(performance.now() - told).toBeLessThan(7_000);
  expect(await open).toBe('cut off');
});

it('carries one trace from the caller through two services, and writes no address or query into it', async () => {
  const [front, back] = [await startAlone('front'), await startAlone('back')];
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const inner = `${back.url}/show/failure/rule?phone=13812345678`;
  await fetch(`${front.url}/show/trace?url=${encodeURIComponent(inner)}`, { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
  front.child.kill('SIGTERM');
  back.child.kill('SIGTERM');
  await Promise.all([front.ended, back.ended]);

  const text = ['front', 'back'].map((name) => readFileSync(join(folder, `${name}.jsonl`), 'utf8')).join('');
  const spans = text.trim().split('\n').map((line) => JSON.parse(line) as SpanLine);
  const chain = spans.filter((span) => span.traceId === traceId).sort((a, b) => a.start - b.start);
  expect(chain.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['server GET /show/trace', 'client GET', 'server GET /show/failure/:name']);
  expect(chain.map(({ parentId }) => parentId)).toEqual(['b7ad6b7169203331', chain[0]?.spanId, chain[1]?.spanId]);
  expect(chain[2]?.attributes).toEqual({ 'http.request.method': 'GET', 'http.response.status_code': 409, 'http.route': '/show/failure/:name', 'server.port': Number(new URL(back.url).port) });
  expect(text).not.toMatch(/13812345678|127\.0\.0\.1|user_agent|query/); // the whole number: ids and times may hold any three digits
});
