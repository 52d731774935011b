import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startForTest } from '@aftercare/testing';
import { api } from './api';
import { migrations } from './persistence/migrations';
import { analyticsRules } from './rules';

it('serves the interface that is committed as openapi.json', async () => {
  const service = await startForTest({ ...api, migrations, rules: analyticsRules });
  try {
    const served: unknown = await (await fetch(`${service.url}/openapi.json`)).json();
    expect(served).toEqual(JSON.parse(readFileSync(join(__dirname, '../openapi.json'), 'utf8')));
  } finally {
    await service.stop();
  }
});
