import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startForTest } from '@aftercare/testing';
import { api } from './api';
import { ticketRules } from './domain/rules';
import { mappings } from './persistence/mappings';
import { migrations } from './persistence/migrations';

it('serves the interface that is committed as openapi.json', async () => {
  const service = await startForTest({ ...api, module: api.module.asking('http://127.0.0.1:9'), migrations, rules: ticketRules, mappings });
  try {
    const served: unknown = await (await fetch(`${service.url}/openapi.json`)).json();
    expect(served).toEqual(JSON.parse(readFileSync(join(__dirname, '../openapi.json'), 'utf8')));
  } finally {
    await service.stop();
  }
});
