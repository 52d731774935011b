import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { tableRules, type Report } from '@aftercare/tables';
import { api } from '../../api';
import { directoryRules } from '../../domain/rules';
import { apply, factory, importFactory, send } from '../../imports/factory.fixture';
import type { KindName } from '../../imports/kinds';
import { mappings } from '../../persistence/mappings';
import { migrations } from '../../persistence/migrations';

describe('importing tables', () => {
  let directory: ServiceUnderTest;

  beforeAll(async () => {
    directory = await startForTest({ ...api, migrations, rules: { ...tableRules, ...directoryRules }, mappings });
    await importFactory(directory);
  }, 60_000);
  afterAll(() => directory?.stop());

  const dirty = join(factory, 'dirty');
  it.each(readdirSync(dirty).filter((name) => name.endsWith('.expected.json')))('judges %s row by row', async (name) => {
    const expected = JSON.parse(readFileSync(join(dirty, name), 'utf8')) as Report;
    const sent = await send(directory, expected.entity as KindName, `dirty/${expected.file}`);
    expect(sent).toMatchObject({ status: 201, body: { state: 'judged', rowsRead: expected.rows_read } });
    const report = await (await directory.as('admin')).get<Report>(`/imports/${sent.body.id}/report`);
    expect(report.body).toEqual(expected);
    expect(Object.keys(report.body)).toEqual(Object.keys(expected));
  });
  it('x', async () => {
    const r: any = await directory.rows('SELECT kind, file, accepted, changed, applied, made_at FROM import ORDER BY made_at');
    console.log(r);
    console.log(directory.logged.filter((l) => /"(error|warn)"/.test(l)).join('\n'));
  });
});
