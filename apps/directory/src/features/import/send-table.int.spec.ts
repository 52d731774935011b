import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { tableRules } from '@aftercare/tables';
import { api } from '../../api';
import { directoryRules } from '../../domain/rules';
import { mappings } from '../../persistence/mappings';
import { migrations } from '../../persistence/migrations';

const factory = resolve(__dirname, '../../../../../deploy/sample');

describe('importing tables', () => {
  let directory: ServiceUnderTest;
  const send = async (kind: string, file: string, bytes: Buffer = readFileSync(join(factory, file)), who: 'admin' | 'branchManager' = 'admin') =>
    (await directory.as(who)).post<any>(`/imports?kind=${kind}&file=${encodeURIComponent(file)}`, new Uint8Array(bytes), { headers: { 'content-type': 'application/octet-stream' } });

  beforeAll(async () => {
    directory = await startForTest({ ...api, migrations, rules: { ...tableRules, ...directoryRules }, mappings });
  });
  afterAll(() => directory?.stop());

  it('works', async () => {
    for (const [kind, file] of [['calendars', 'calendars.csv'], ['holidays', 'holidays.csv'], ['branches', 'branches.csv'], ['staff', 'staff.csv'], ['priority-matrix', 'priority_matrix.csv'], ['escalation-tiers', 'escalation_tiers.csv'], ['service-policies', 'service_policies.csv']] as const) {
      const sent = await send(kind, file);
      console.log(sent.status, JSON.stringify(sent.body));
      const applied = await (await directory.as('admin')).post(`/imports/${sent.body.id}/apply`, {});
      console.log(applied.status, JSON.stringify(applied.body));
      console.log(JSON.stringify((await (await directory.as('admin')).get<any>(`/imports/${sent.body.id}/report`)).body).slice(0, 300));
      console.log(JSON.stringify((await (await directory.as('admin')).get<any>(`/imports/${sent.body.id}/errors`)).body).slice(0, 300));
    }
    console.log(directory.logged.filter((l) => /error|warn/.test(l)).join('\n'));
  });
});
