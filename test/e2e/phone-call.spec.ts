import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { eventually, request, sharedSystem, type VisitedSystem } from '@aftercare/testing';
import { Client } from 'pg';

interface Ticket {
  readonly id: string;
  readonly number: string;
  readonly ownerId: string;
  readonly customerId: string | null;
  readonly contactId: string;
}
interface Figures {
  readonly rows: readonly { readonly branchId: string; readonly day: string; readonly type: string; readonly opened: number }[];
}

const root = resolve(__dirname, '../..');
const call = { channel: 'phone', caller: '199 0000 1389', kind: 'complaint', words: '加热棒装了三个月就不热了，鱼都冻蔫了，你们管不管？' };

let system: VisitedSystem;
const as = async (code: string) => request(`${system.gateway}/api`, { token: await system.token(code) });
const complaints = async (code: string): Promise<number> =>
  (await (await as(code)).get<Figures>('/analytics/tickets-by-day')).body.rows.filter(({ type }) => type === 'complaint').reduce((sum, { opened }) => sum + opened, 0);

beforeAll(async () => void (system = await sharedSystem()), 180_000);

describe('a complaint by phone', () => {
  it('becomes a ticket with the caller’s name to it, and a figure that the branch’s manager sees', async () => {
    const before = await complaints('ST029');
    const clerk = await as('ST030');
    const { status, body } = await clerk.post<Ticket>('/tickets/tickets', call);
    expect([status, body]).toEqual([201, expect.objectContaining({ number: expect.stringMatching(/^TK-HZ-\d{4}-\d{6}$/), ownerId: 'ST030', customerId: expect.any(String) })]);
    await eventually(async () => expect(await complaints('ST029')).toBe(before + 1));
    expect(await clerk.get(`/directory/contacts/${body.contactId}`)).toMatchObject({ status: 200, body: { words: call.words, caller: '199****1389', customerId: body.customerId } });
    expect(await clerk.get(`/directory/customers/${body.customerId}`)).toMatchObject({ status: 200, body: { code: 'CU00390' } });
    expect(await clerk.get(`/tickets/tickets/${body.number}`)).toMatchObject({ status: 200, body: { id: body.id, ownerId: 'ST030' } });
  });

  it('is counted once however often the clerk’s network makes him send it', async () => {
    const before = await complaints('ST029');
    const clerk = await as('ST030');
    const idempotencyKey = `retry-${Date.now()}`;
    const answers = await Promise.all(Array.from({ length: 5 }, () => clerk.post<Ticket>('/tickets/tickets', call, { idempotencyKey })));
    const numbers = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.number));
    expect(numbers.size).toBe(1);
    const after = await clerk.post('/tickets/tickets', { ...call, kind: 'inquiry' });
    expect(after.status).toBe(201);
    // The inquiry came later on the same topic's reader: once it is counted, a doubled complaint would be, too.
    await eventually(async () => expect(await complaints('ST029')).toBe(before + 1));
  });

  it('does not exist for another branch', async () => {
    const { body } = await (await as('ST030')).post<Ticket>('/tickets/tickets', call);
    const stranger = await as('ST014');
    for (const path of [`/tickets/tickets/${body.id}`, `/tickets/tickets/${body.number}`, `/directory/contacts/${body.contactId}`, `/directory/customers/${body.customerId}`]) {
      expect([path, (await stranger.get(path)).status]).toEqual([path, 404]);
    }
    expect((await stranger.post('/tickets/tickets', { ...call, branchId: 'BR05' })).status).toBe(404);
  });

  it('can be followed through every process by its trace', async () => {
    const traceId = 'abcdef'.padEnd(32, '1');
    await (await as('ST030')).post('/tickets/tickets', call, { headers: { traceparent: `00-${traceId}-${'2'.repeat(16)}-01` } });
    const steps = ['gateway', 'tickets', 'directory', 'analytics'].map((service) => [service, service === 'analytics' ? /consumer/ : /server/] as const);
    await eventually(async () => {
      const { stdout } = await promisify(execFile)(process.execPath, ['tools/trace.ts', traceId], { cwd: root, env: { ...process.env, AFTERCARE_DATA: join(system.folder, 'data') } });
      const lines = stdout.split('\n');
      for (const [service, kind] of steps) expect(lines.filter((line) => line.startsWith(service) && kind.test(line)).length).toBeGreaterThan(0);
      expect(stdout).toMatch(/publish aftercare\.tickets\.ticket\.opened\.v1/);
      // One tree: everything hangs on the gateway's span, whose own parent is the caller's and not on file.
      expect(lines.filter((line) => /^\w+ +[\d.]+ +[\d.]+ {2}\S/.test(line))).toEqual([expect.stringMatching(/^gateway .*POST \S+ \(server\)/)]);
    }, { within: 20_000 });
  });

  it('is neither lost nor counted twice when tickets and analytics are killed around it', async () => {
    const before = await complaints('ST029');
    const clerk = await as('ST030');
    const opened = await Promise.all(Array.from({ length: 20 }, () => clerk.post<Ticket>('/tickets/tickets', call)));
    await Promise.all([system.killService('tickets'), system.killService('analytics')]);
    const committed = opened.filter(({ status }) => status === 201).length;
    expect(committed).toBe(20);
    await eventually(async () => expect(await complaints('ST029')).toBe(before + committed), { within: 45_000 });
    await eventually(async () => expect((await clerk.post('/tickets/tickets', { ...call, kind: 'call' })).status).toBe(201), { within: 45_000 });
    expect(await complaints('ST029')).toBe(before + committed);
  }, 120_000);

  it('leaves no word and no number in a log, a trace or an event', async () => {
    const data = join(system.folder, 'data');
    const secrets = [call.words, '19900001389', '199 0000 1389'];
    const { stdout } = await promisify(execFile)('grep', ['-rlF', ...secrets.flatMap((text) => ['-e', text]), join(data, 'logs'), join(data, 'kafka')]).catch((error: { code?: number; stdout: string }) => {
      if (error.code === 1) return error;
      throw error;
    });
    expect(stdout).toBe('');
  });
});

describe('a question whether a device is genuine', () => {
  it('warns from the third on, and the third becomes one ticket with words that say why, however often it is asked after that', async () => {
    const clerk = await as('ST030');
    // Sold in its own area: nothing else about it is suspicious.
    const { body: { devices } } = await clerk.post<{ devices: { serial: string; soldOutsideArea: boolean }[] }>('/tickets/callers', { caller: call.caller });
    const serial = devices.find(({ soldOutsideArea }) => !soldOutsideArea)!.serial;
    const anybody = request(`${system.gateway}/api`);
    const ask = async (): Promise<string[]> => (await anybody.post<{ warnings: string[] }>('/directory/authenticity-checks', { code: serial }, { idempotencyKey: null })).body.warnings;
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([[], [], ['asked_often'], ['asked_often']]);
    const about = async () => (await clerk.post<{ open: (Ticket & { type: string; serial: string | null })[] }>('/tickets/callers', { serial })).body.open.filter((one) => one.serial === serial);
    await eventually(async () => expect(await about()).toEqual([expect.objectContaining({ type: 'inquiry', number: expect.stringMatching(/^TK-HZ-/) })]));
    const [ticket] = await about();
    expect(await clerk.get(`/directory/contacts/${ticket!.contactId}`)).toMatchObject({ status: 200, body: { channel: 'web', words: expect.stringContaining('多次查询') } });
    // And by its number it leads back to whose device it is.
    await eventually(async () => expect((await clerk.post<{ items: { code: string }[] }>('/directory/customers/search', { text: ticket!.number })).body.items.map(({ code }) => code)).toEqual(['CU00390']));
    expect(await about()).toHaveLength(1);
  });
});

describe('who is not signed in', () => {
  it.each([
    ['no token', undefined],
    ['a token of nobody', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJTVDAzMCJ9.'],
  ])('with %s is told so and changes nothing', async (_what, token) => {
    const answer = await request(`${system.gateway}/api`, token === undefined ? {} : { token }).post('/tickets/tickets', call);
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Bearer')]);
  });
});

describe('a person', () => {
  it('is nobody at a service itself with the token of the provider, and somebody through the gateway', async () => {
    const token = await system.token('ST030');
    for (const name of ['tickets', 'directory', 'inventory', 'dealer-returns', 'notifier', 'analytics']) {
      const direct = await request(system.services[name]!.url, { token }).get<{ type: string }>('/ops/status');
      const through = await request(`${system.gateway}/api/${name}`, { token }).get<{ type: string }>('/ops/status');
      expect([name, direct.status, direct.body.type, through.status, through.body.type]).toEqual([name, 401, '/problems/token.invalid', 403, '/problems/access.denied']);
    }
  });
});

describe('the clock of tests', () => {
  it('does not exist outside the test profile, neither at the gateway nor at a service', async () => {
    for (const base of [system.gateway, ...['tickets', 'directory', 'inventory', 'dealer-returns', 'notifier', 'analytics'].map((name) => system.services[name]!.url)]) {
      const http = request(base);
      expect([base, (await http.get('/test/clock')).status, (await http.put('/test/clock', { now: '2030-01-01T00:00:00Z', aheadMs: 1 })).status]).toEqual([base, 404, 404]);
    }
  });
});

describe('the catalogue of every schema', () => {
  const retention = JSON.parse(readFileSync(join(root, 'deploy/retention.json'), 'utf8')) as Record<string, Record<string, { rule: string }>>;
  let admin: Client;
  beforeAll(async () => {
    admin = new Client({ connectionString: system.databaseUrl });
    await admin.connect();
  });
  afterAll(() => admin?.end());

  it.each(['tickets', 'directory', 'inventory', 'dealer-returns', 'notifier', 'analytics', 'gateway'])('%s: every table has a branch wall or a reason, and a line in the retention file', async (service) => {
    const { withoutBranchWall } = (await import(join(root, 'apps', service, 'src/persistence/migrations.ts'))) as { withoutBranchWall: readonly string[] };
    const { mechanismTables } = await import('@aftercare/event-store');
    const open = new Set([...mechanismTables, ...withoutBranchWall]);
    const { rows } = await admin.query<{ name: string; walled: boolean }>(
      `SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid) AS walled
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition`,
      [service],
    );
    expect(rows.length).toBeGreaterThan(mechanismTables.length);
    expect(rows.filter(({ name, walled }) => walled === open.has(name)).map(({ name }) => name)).toEqual([]);
    const kept = { ...retention['everyService'], ...retention[service] };
    expect(rows.filter(({ name }) => !retention['rules']?.[kept[name]?.rule ?? '']).map(({ name }) => name)).toEqual([]);
    expect(Object.keys(kept).filter((name) => !rows.some((row) => row.name === name))).toEqual([]);
  });

  it.each(['tickets', 'directory', 'inventory', 'dealer-returns', 'notifier', 'analytics', 'gateway'])('%s: its app role cannot see another schema, change its own, or pass the wall', async (service) => {
    const role = `${service}_app`;
    const { rows } = await admin.query<{ foreign: boolean; create: boolean; bypass: boolean; member: boolean }>(
      `SELECT bool_or(has_schema_privilege($1, n.nspname, 'USAGE')) FILTER (WHERE n.nspname <> $2) AS foreign,
              bool_or(has_schema_privilege($1, n.nspname, 'CREATE')) AS create,
              (SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = $1) AS bypass,
              pg_has_role($1, $2 || '_owner', 'MEMBER') AS member
         FROM pg_namespace n WHERE n.nspname = ANY (ARRAY['tickets', 'directory', 'inventory', 'dealer-returns', 'notifier', 'analytics', 'gateway', 'public'])`,
      [role, service],
    );
    expect(rows).toEqual([{ foreign: false, create: false, bypass: false, member: false }]);
  });
});
