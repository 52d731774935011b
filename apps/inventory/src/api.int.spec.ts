import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InventoryUnderTest } from './inventory.fixture';

it('serves the interface that is committed as openapi.json', async () => {
  const { service } = await InventoryUnderTest.start();
  try {
    const served: unknown = await (await fetch(`${service.url}/openapi.json`)).json();
    expect(served).toEqual(JSON.parse(readFileSync(join(__dirname, '../openapi.json'), 'utf8')));
  } finally {
    await service.stop();
  }
});
