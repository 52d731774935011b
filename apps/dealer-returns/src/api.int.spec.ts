import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReturnsUnderTest } from './dealer-returns.fixture';

it('serves the interface that is committed as openapi.json', async () => {
  const returns = await ReturnsUnderTest.start();
  try {
    const served: unknown = await (await fetch(`${returns.service.url}/openapi.json`)).json();
    expect(served).toEqual(JSON.parse(readFileSync(join(__dirname, '../openapi.json'), 'utf8')));
  } finally {
    await returns.stop();
  }
});
