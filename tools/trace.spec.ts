import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const data = mkdtempSync(join(tmpdir(), 'trace-'));
afterAll(() => { rmSync(data, { recursive: true }); });

const trace = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/trace.ts', ...args], { encoding: 'utf8', env: { ...process.env, AFTERCARE_DATA: data } });
  return { status, stdout, stderr };
};
const span = (traceId: string, spanId: string, parentId: string | null, service: string, name: string, kind: string, start: number, ms: number, status?: number) =>
  JSON.stringify({ traceId, spanId, parentId, service, name, kind, start, ms, failed: false, attributes: status === undefined ? {} : { 'http.response.status_code': status } });

it('says what to do when there is nothing to show', () => {
  expect(trace('--last')).toMatchObject({ status: 1, stderr: expect.stringMatching(/^error: .*npm start[^\n]*\n$/) as string });
  expect(trace()).toMatchObject({ status: 1, stderr: expect.stringContaining('usage') as string });
});

it('draws the way of one request through all services, children below their cause, and finds the newest request', () => {
  const at = Date.parse('2026-11-24T08:00:00Z');
  mkdirSync(join(data, 'logs/traces'), { recursive: true });
  writeFileSync(join(data, 'logs/traces/gateway.jsonl'), [span('aa', '1', 'caller', 'gateway', 'POST', 'server', at, 30.25, 201), span('aa', '2', '1', 'gateway', 'POST', 'client', at + 1, 28), span('bb', '9', null, 'gateway', 'GET', 'server', at - 500, 1), '{"traceId":"aa","sp'].join('\n'));
  writeFileSync(join(data, 'logs/traces/tickets.jsonl'), [span('aa', '4', '3', 'tickets', 'transaction', 'internal', at + 5, 10), span('aa', '3', '2', 'tickets', 'POST /tickets', 'server', at + 2, 25, 201)].join('\n'));
  writeFileSync(join(data, 'logs/traces/analytics.jsonl.1'), `${span('aa', '5', '4', 'analytics', 'views', 'consumer', at + 40, 5)}\n${span('cc', '7', null, 'analytics', 'poll', 'internal', at + 999, 1)}\n`);
  const { status, stdout } = trace('--last');
  expect([status, stdout]).toEqual([0, [
    'trace aa · 2026-11-24T08:00:00.000Z · 45.0 ms · 5 spans',
    '                at       ms',
    'gateway        0.0     30.3  POST (server) 201',
    'gateway        1.0     28.0    POST (client)',
    'tickets        2.0     25.0      POST /tickets (server) 201',
    'tickets        5.0     10.0        transaction',
    'analytics     40.0      5.0          views (consumer)',
    '',
  ].join('\n')]);
  expect(JSON.parse(trace('AA', '--json').stdout)).toMatchObject([{ spanId: '1', children: [{ spanId: '2', children: [{ service: 'tickets' }] }] }]);
  expect(trace('dd')).toMatchObject({ status: 1, stderr: expect.stringContaining('there is no trace dd') as string });
});
