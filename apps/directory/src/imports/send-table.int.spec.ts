import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { join } from 'node:path';
import fc from 'fast-check';
import { importRules, type ShownImport } from '@aftercare/imports';
import { eventually, startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { sheetOf, tableRules, type Cell, type Report } from '@aftercare/tables';
import { Workbook } from 'exceljs';
import { api } from '../api';
import { directoryRules } from '../domain/rules';
import { apply, factory, importFactory, send, tables } from '../factory.fixture';
import type { KindName } from './kinds';
import { mappings } from '../persistence/mappings';
import { migrations } from '../persistence/migrations';

let directory: ServiceUnderTest;
const csv = (kind: KindName, lines: readonly string[], who?: Parameters<ServiceUnderTest['as']>[0]) => send(directory, kind, `${kind}.csv`, Buffer.from(`${lines.join('\n')}\n`), who);
const counts = async () => (await directory.rows<{ customers: number; events: number; imports: number; rows: number }>(
  'SELECT (SELECT count(*) FROM customer)::int AS customers, (SELECT count(*) FROM event)::int AS events, (SELECT count(*) FROM import)::int AS imports, (SELECT count(*) FROM import_row)::int AS rows'))[0]!;
const verdicts = ({ accepted, rejected, merged, firstRejected }: ShownImport) => [accepted, rejected, merged, firstRejected.map(({ row, reason, field }) => `${row} ${reason} ${field}`)];

beforeAll(async () => {
  directory = await startForTest({ ...api, migrations, rules: { ...tableRules, ...importRules, ...directoryRules }, mappings });
  await importFactory(directory);
  // What an import itself does is looked at here: nobody is there to whom new customers could be offered afterwards.
  await directory.admin.query("UPDATE staff SET active = false WHERE role = 'clerk'");
}, 60_000);
afterAll(() => directory?.stop());

it('puts every row of the factory on file, each with its event, and nothing when it comes again', async () => {
  const changed = {
    calendars: 1, holidays: 1, branches: 16, staff: 60, models: 18, 'fault-codes': 43, 'service-policies': 96, 'priority-matrix': 1, 'escalation-tiers': 1, dealers: 40, customers: 400, devices: 900,
  };
  expect(Object.fromEntries((await directory.rows<{ kind: string; changed: number }>('SELECT kind, changed FROM import')).map((row) => [row.kind, row.changed]))).toEqual(changed);
  const before = await counts();
  expect(before.events).toBe(Object.values(changed).reduce((sum, one) => sum + one));
  for (const { kind, file } of tables) {
    const { body } = await send(directory, kind, file);
    expect(body).toMatchObject({ state: 'applied', sent: 2 });
    await apply(directory, body.id);
  }
  expect(await counts()).toEqual(before);
});

describe('files as people send them', () => {
  const dirty = join(factory, 'dirty');
  it.each(readdirSync(dirty).filter((name) => name.endsWith('.expected.json') && !name.startsWith('parts')))('are judged row by row as %s says', async (name) => {
    const expected = JSON.parse(readFileSync(join(dirty, name), 'utf8')) as Report;
    const { body: { id, proposed } } = await send(directory, expected.entity as KindName, `dirty/${expected.file}`);
    expect(proposed).toBe(expected.merge_proposals.length);
    const { body } = await (await directory.as('admin')).get<Report>(`/imports/${id}/report`);
    expect(body).toEqual(expected);
    expect(Object.keys(body)).toEqual(Object.keys(expected));
  });

  it('come back with the reasons, formulas defused, and can be sent again corrected', async () => {
    const header = '客户姓名,联系电话,城市,备注';
    const good = '"周,安","\t19900097001",杭州,"=1+1"';
    const { body } = await csv('customers', [header, good, '', '钱明,1990009,杭州,@x']);
    expect([verdicts(body), body.state]).toEqual([[1, 1, 0, ['4 PHONE_INVALID phone']], 'judged']);
    const admin = await directory.as('admin');
    const rows = async (query: string) => ((await admin.get<{ header: string[]; items: object[]; next: number | null }>(`/imports/${body.id}/rows?${query}`)).body);
    expect(await rows('verdict=rejected')).toEqual({ header: header.split(','), next: null, items: [{
      row: 4, verdict: 'rejected', reason: 'PHONE_INVALID', field: 'phone', words: body.firstRejected[0]!.words, intoRow: null, proposedWith: null, warnings: [], cells: ['钱明', '1990009', '杭州', '@x'],
    }] });
    expect(await rows('limit=1')).toMatchObject({ items: [{ row: 2, verdict: 'accepted' }], next: 2 });
    expect(await rows('limit=1&after=2')).toMatchObject({ items: [{ row: 4 }], next: null });
    expect(body.firstRejected[0]!.words).toMatch(/^号码不正确.* · not a telephone number/);
    const { headers, body: sheet } = await admin.get<string>(`/imports/${body.id}/errors`);
    expect([headers.get('content-type'), headers.get('content-disposition')]).toEqual(['text/csv; charset=utf-8', "attachment; filename*=UTF-8''customers.errors.csv"]);
    expect(sheet.split('\r\n')).toEqual([`${header},原因 reason`, `"周,安","\t19900097001",杭州,'=1+1,`, ',,,,', expect.stringMatching(/^钱明,"\t1990009",杭州,'@x,"PHONE_INVALID phone 号码不正确/), '']);
    await apply(directory, body.id);
    const again = await send(directory, 'customers', 'again.csv', Buffer.from(sheet.replace('1990009"', '19900097002"')));
    expect([again.body.accepted, again.body.rejected]).toEqual([2, 0]);
    expect(await apply(directory, again.body.id)).toMatchObject({ applied: 2, changed: 1 });
    const people = await directory.rows("SELECT name, branch_id, remark, code FROM customer WHERE phone LIKE '1990009700_' ORDER BY phone");
    expect(people).toEqual([
      { name: '周,安', branch_id: 'BR05', remark: '=1+1', code: 'CU1000001' }, { name: '钱明', branch_id: 'BR05', remark: '@x', code: 'CU1000002' },
    ]);
  });

  it('come back as the workbook that they were: rows where they stood, numbers as numbers, nothing that runs; and can be sent again corrected', async () => {
    const words = (...texts: (string | number)[]): Cell[] => texts.map((one) => (typeof one === 'number' ? { text: String(one), kind: 'number' } : { text: one, kind: 'text' }));
    const rows = [
      { row: 2, cells: words('2026 年客户') }, { row: 4, cells: words('客户姓名', '联系电话', '城市', '建档日期', '备注') },
      { row: 5, cells: words('周安', 19_900_097_061, '杭州', 46_082, '=1+1') }, { row: 7, cells: words('钱明', 1_990_009, '杭州', 46_083, '@x') },
    ];
    const given = async function* () { yield* rows; };
    const { body } = await send(directory, 'customers', 'old.xlsx', await buffer(sheetOf('客户', given())));
    expect(verdicts(body)).toEqual([1, 1, 0, ['7 PHONE_INVALID phone']]);
    const answer = await fetch(`${directory.url}/imports/${body.id}/errors`, { headers: { authorization: `Bearer ${await directory.token('admin')}` } });
    expect([answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', "attachment; filename*=UTF-8''old.errors.xlsx",
    ]);
    const bytes = Buffer.from(await answer.arrayBuffer());
    const seen = new Workbook();
    await seen.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    const [sheet] = seen.worksheets;
    expect([sheet!.name, sheet!.rowCount, sheet!.getRow(2).values]).toEqual(['客户', 7, []]);
    expect([4, 5, 7].map((row) => (sheet!.getRow(row).values as unknown[]).slice(1))).toEqual([
      ['客户姓名', '联系电话', '城市', '建档日期', '备注', '原因 reason'], ['周安', 19_900_097_061, '杭州', 46_082, '=1+1'],
      ['钱明', 1_990_009, '杭州', 46_083, '@x', expect.stringMatching(/^PHONE_INVALID phone 号码不正确/)],
    ]);
    expect(sheet!.getRow(5).getCell(5)).toMatchObject({ formula: undefined, numFmt: '@' });
    sheet!.getRow(7).getCell(2).value = 19_900_097_062;
    const again = await send(directory, 'customers', 'again.xlsx', Buffer.from(await seen.xlsx.writeBuffer()));
    expect(verdicts(again.body)).toEqual([2, 0, 0, []]);
    expect(await apply(directory, again.body.id)).toMatchObject({ applied: 2, changed: 2 });
    expect(await directory.rows("SELECT name, created_on::text, remark FROM customer WHERE phone LIKE '1990009706_' ORDER BY phone")).toEqual([
      { name: '周安', created_on: '2026-03-01', remark: '=1+1' }, { name: '钱明', created_on: '2026-03-02', remark: '@x' },
    ]);
  });

  it('are read with the headers that somebody has explained once', async () => {
    const lines = ['客户大名,打哪个号,城市', '孙若,19900097011,杭州'];
    expect(await csv('customers', lines)).toMatchObject({ status: 409, body: { type: '/problems/table.header-unknown', detail: expect.stringContaining('客户姓名、联系电话') as string } });
    const explain = async (columns: object) => (await directory.as('branchManager')).post('/import-columns', { kind: 'customers', source: 'sheet', columns });
    expect(await explain({ 客户大名: 'nom' })).toMatchObject({ status: 409, body: { type: '/problems/import.field-unknown' } });
    expect((await explain({ 客户大名: 'name', 打哪个号: 'phone' })).status).toBe(200);
    const manager = await directory.as('branchManager');
    expect((await manager.get('/import-columns?kind=customers&source=sheet')).body).toEqual({ kind: 'customers', source: 'sheet', columns: { 客户大名: 'name', 打哪个号: 'phone' } });
    expect((await manager.get('/import-columns?kind=customers&source=elsewhere')).body).toMatchObject({ columns: {} });
    const kinds = (await manager.get<{ items: { kind: string; yours: boolean; columns: { field: string; mandatory: boolean }[] }[] }>('/import-kinds')).body.items;
    expect(kinds.find(({ kind }) => kind === 'customers')).toMatchObject({ yours: true, columns: expect.arrayContaining([expect.objectContaining({ field: 'phone', mandatory: true, headers: expect.arrayContaining(['联系电话']) })]) });
    expect(kinds.find(({ kind }) => kind === 'models')).toMatchObject({ yours: false });
    expect((await csv('customers', lines)).body).toMatchObject({ accepted: 1, rejected: 0 });
  });

  it('name a city as people do; a customer of whom nothing says a branch is the factory’s when head office sends him', async () => {
    const { body } = await csv('customers', ['客户姓名,联系电话,城市,经销商', '甲,57100097031,杭州市,', '乙,19900097032,上海,', '丙,19900097033,,DL003']);
    expect(verdicts(body)).toEqual([3, 0, 0, []]);
    await apply(directory, body.id);
    expect(await directory.rows("SELECT phone, branch_id FROM customer WHERE phone LIKE '%0009703_' ORDER BY name")).toEqual(
      expect.arrayContaining([{ phone: '057100097031', branch_id: 'BR05' }, { phone: '19900097032', branch_id: 'FA01' }, { phone: '19900097033', branch_id: 'BR03' }]));
  });

  it('that another service takes in are refused, with the kinds that there are', async () => {
    expect(await send(directory, 'parts' as KindName, 'parts.csv')).toMatchObject({ status: 400, body: { errors: [{ field: '/kind', message: expect.stringContaining('customers') as string }] } });
  });
});

describe('an import', () => {
  it('reaches no other branch than those of who sends it', async () => {
    const header = '客户编号,客户姓名,联系电话,分公司';
    const { body } = await csv('customers', [header, ',李一,19900097021,', ',李二,19900097022,BR01', 'CU00001,李三,19900097023,BR05'], 'branchManager');
    expect(verdicts(body)).toEqual([1, 2, 0, ['3 UNKNOWN_REFERENCE branch_code', '4 UNKNOWN_REFERENCE customer_code']]);
    const manager = await directory.as('branchManager');
    expect(await manager.post(`/imports/${body.id}/apply`, {})).toMatchObject({ status: 200, body: { changed: 1 } });
    expect(await directory.rows("SELECT branch_id FROM customer WHERE phone LIKE '1990009702_'")).toEqual([{ branch_id: 'BR05' }]);
    const { body: headOffice } = await send(directory, 'customers', 'customers.csv');
    expect([(await manager.get(`/imports/${headOffice.id}`)).status, (await manager.post(`/imports/${headOffice.id}/apply`, {})).status]).toEqual([404, 404]);
    expect((await manager.get<{ items: ShownImport[] }>('/imports')).body.items.map(({ id }) => id)).toEqual([body.id]);
    expect(await send(directory, 'staff', 'staff.csv', undefined, 'branchManager')).toMatchObject({ status: 409, body: { type: '/problems/import.shared-table' } });
    expect((await send(directory, 'customers', 'customers.csv', undefined, 'clerk')).status).toBe(403);
  });

  it('gives the same rows in whatever order they stand, however often it is applied', async () => {
    const header = 'staff_code,name,role,branch_code,manager_code,phone';
    const rows = Array.from({ length: 9 }, (_, n) => `ST90${n},员${n},technician,BR05,${n === 0 ? 'ST029' : `ST90${n - 1}`},1990009710${n}`);
    const bad = ['ST909,员,technician,BR05,ST910,19900097119', 'ST910,员,technician,BR05,ST999,19900097118'];
    const stand = () => directory.rows("SELECT staff_id, manager_id FROM staff WHERE staff_id LIKE 'ST9%' ORDER BY 1");
    const expected = rows.map((row) => ({ staff_id: row.slice(0, 5), manager_id: row.split(',')[4] }));
    const all = [...rows, ...bad];
    await fc.assert(fc.asyncProperty(fc.shuffledSubarray(all, { minLength: all.length }), async (shuffled) => {
      const { body } = await csv('staff', [header, ...shuffled]);
      expect([body.accepted, body.rejected]).toEqual([9, 2]);
      await apply(directory, body.id);
      expect(await stand()).toEqual(expected);
    }), { numRuns: 6 });
    expect((await directory.rows("SELECT 1 FROM event WHERE key LIKE 'ST90_'")).length).toBe(9);
  });

  it('moves who stands under another branch than before: signed out, and the managers of the branch that he has left are told', async () => {
    const header = 'staff_code,name,role,branch_code,manager_code,phone';
    const row = (branch: string, manager: string) => `ST951,调动员,clerk,${branch},${manager},19900097151`;
    const facts = async () => (await directory.rows<{ fact: string; said: { branchId: string; to?: string; tell?: string[] } }>(
      "SELECT split_part(type, '.', 4) AS fact, convert_from(payload, 'UTF8')::jsonb AS said FROM event WHERE key = 'ST951' ORDER BY id")).map(({ fact, said: { branchId, to, tell } }) => ({ fact, branchId, to, tell }));
    await apply(directory, (await csv('staff', [header, row('BR05', 'ST029')])).body.id);
    await directory.admin.query("UPDATE staff SET signed_in_at = now() WHERE staff_id = 'ST951'");
    await apply(directory, (await csv('staff', [header, row('BR06', 'ST033')])).body.id);
    await apply(directory, (await csv('staff', [header, row('BR06', 'ST033'), 'ST952,新员,clerk,BR06,ST033,19900097152'])).body.id);
    const [first, ...moved] = await facts();
    expect(first).toMatchObject({ fact: 'registered', branchId: 'BR05' });
    expect(moved.toSorted((a, b) => (a.fact < b.fact ? -1 : 1))).toMatchObject([
      { fact: 'moved', branchId: 'BR05', to: 'BR06', tell: ['ST029'] }, { fact: 'registered', branchId: 'BR06' }, { fact: 'signed_out', branchId: 'BR06' },
    ]);
    expect(await directory.rows("SELECT branch_id, signed_in_at FROM staff WHERE staff_id = 'ST951'")).toEqual([{ branch_id: 'BR06', signed_in_at: null }]);
  });

  it('that is cut between two transactions goes on where the last one ended, and nothing is on file twice', async () => {
    const codes = Array.from({ length: 1_200 }, (_, n) => `CU8${String(n).padStart(5, '0')}`);
    const { body } = await csv('customers', ['客户编号,姓名,电话,分公司', ...codes.map((code, n) => `${code},客${n},1980000${String(n).padStart(4, '0')},BR05`)]);
    expect(body.accepted).toBe(1_200);
    const admin = await directory.as('admin');
    // Somebody else is about to register the 701st: the second transaction has to wait for him.
    await directory.admin.query('BEGIN');
    try {
      await directory.rows(`INSERT INTO customer (id, code, source, external_number, name, phone, branch_id, customer_class, consent_care, consent_marketing, consent_survey)
        VALUES (gen_random_uuid(), $1, 'sheet', $1, '客', '19800000700', 'BR05', 'new', false, false, false)`, codes[700]);
      expect((await admin.post<ShownImport>(`/imports/${body.id}/apply`, {})).body).toMatchObject({ state: 'applying', applied: 500 });
      // Not by pg_stat_activity, which stays within a transaction as it was when it was first looked at.
      await eventually(async () => {
        const cut = await directory.rows('SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))');
        expect(cut).toHaveLength(1);
      }, { within: 20_000 });
    } finally {
      await directory.admin.query('ROLLBACK');
    }
    expect((await admin.get(`/imports/${body.id}`)).body).toMatchObject({ state: 'applying', applied: 500 });
    expect((await directory.rows("SELECT 1 FROM customer WHERE code LIKE 'CU8%'")).length).toBe(500);
    expect(await apply(directory, body.id)).toMatchObject({ applied: 1_200, changed: 1_200 });
    const events = await directory.rows<{ key: string }>(`SELECT key FROM event WHERE convert_from(payload, 'UTF8')::jsonb ->> 'code' LIKE 'CU8%'`);
    expect([events.length, new Set(events.map(({ key }) => key)).size]).toEqual([1_200, 1_200]);
  });
});

it('the rows of a file are gone after thirty days, and it can be sent again', async () => {
  const { body } = await csv('customers', ['姓名,电话,城市', '周远,19900097051,杭州']);
  const admin = await directory.as('admin');
  await directory.advanceTo(new Date(Date.now() + 31 * 86_400_000));
  await eventually(async () => expect(await directory.rows('SELECT 1 FROM import_row')).toEqual([]));
  expect(await admin.post(`/imports/${body.id}/apply`, {})).toMatchObject({ status: 409, body: { type: '/problems/import.forgotten' } });
  expect((await csv('customers', ['姓名,电话,城市', '周远,19900097051,杭州'])).body).toMatchObject({ id: body.id, sent: 2, accepted: 1 });
  expect(await apply(directory, body.id)).toMatchObject({ applied: 1, changed: 1 });
});

describe('what is no table', () => {
  const bytes = (text: string | Buffer) => Buffer.from(text as string);
  it.each<[string, string, Buffer, number, string]>([
    ['a PDF named as a table', 'a.csv', bytes('%PDF-1.7 …'), 409, 'table.not-a-table'],
    ['text named as a workbook', 'a.xlsx', bytes('姓名,电话\n'), 409, 'table.not-what-its-name-says'],
    ['half a workbook', 'a.xlsx', readFileSync(join(factory, 'dirty/parts.xlsx')).subarray(0, 3_000), 409, 'table.workbook-broken'],
    ['a file of nothing', 'a.csv', bytes(''), 409, 'table.empty'],
    ['another table', 'a.csv', bytes('a,b\n1,2\n'), 409, 'table.header-unknown'],
    ['a table whose last quote stays open', 'a.csv', bytes('姓名,电话\n"周,1\n'), 409, 'table.csv-broken'],
    ['33 MB', 'a.csv', Buffer.alloc(33 * 1024 * 1024, 'x'), 413, 'upload.too-large'],
  ])('%s is refused, and nothing has changed', async (_what, file, content, status, code) => {
    const before = await counts();
    const answer = await send(directory, 'customers', file, content);
    expect([answer.status, answer.body.type]).toEqual([status, `/problems/${code}`]);
    expect(answer.body.detail).not.toMatch(/[{}]/);
    expect(await counts()).toEqual(before);
  });

  it('is not read as a file where none is asked for, nor a body of JSON where one is', async () => {
    const admin = await directory.as('admin');
    const octets = { headers: { 'content-type': 'application/octet-stream' } };
    expect(await admin.post('/customers/search', Buffer.from('{"phone":"19900001000"}'), octets)).toMatchObject({ status: 415, body: { type: '/problems/request.media-type' } });
    expect(await admin.post('/imports?kind=customers&file=a.csv', {})).toMatchObject({ status: 415, body: { type: '/problems/upload.media-type' } });
    expect(await admin.post('/imports?kind=rumours&file=a.csv', Buffer.from('x'), octets)).toMatchObject({ status: 400, body: { errors: [{ field: '/kind' }] } });
  });

  it('half of a file changes nothing, and keeps nobody from sending', async () => {
    const before = await counts();
    const { hostname, port } = new URL(directory.url);
    const token = await directory.token('admin');
    for (let n = 0; n < 3; n++) {
      const socket = connect(Number(port), hostname);
      socket.end(`POST /imports?kind=customers&file=a.csv HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nIdempotency-Key: half-a-file-${n}\r\nContent-Type: application/octet-stream\r\nContent-Length: 1000\r\n\r\n姓名,电话,城市\n周,19900097031,杭州\n`);
      await once(socket.resume(), 'close');
    }
    expect((await csv('customers', ['姓名,电话,城市', '周,1,杭州'])).status).toBe(201);
    expect(await counts()).toEqual({ ...before, imports: before.imports + 1, rows: before.rows + 1 });
  });
});
