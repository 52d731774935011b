import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { checkPort } from './machine.ts';
import { freePort, listenerOf, listeningInodes, released } from './ports.ts';
import { root } from './root.ts';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0
   1: 0100007F:1F90 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4
   2: 0100007F:C001 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 20 4
`;

describe('ports', () => {
  it('finds who listens, not who is connected', () => {
    expect(listeningInodes(table, 8080)).toEqual(['4711']);
  });

  it('refuses a port that is taken and, on Linux, says by whom', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      if (process.platform === 'linux') expect(listenerOf(port)?.pid).toBe(process.pid);
      await expect(checkPort(port, { zh: '网关', en: 'the gateway' })).rejects.toThrow(new RegExp(`^端口 ${port}（网关）已被.*占用：请停止它，或换一个端口.* · port ${port} \\(the gateway\\) is taken.*: stop it, or set PORT to another one`));
      expect(await freePort(port)).not.toBe(port);
    } finally {
      server.close();
    }
  });

  it('never gives the same port twice', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()));
    expect(new Set(ports).size).toBe(20);
    released(...ports);
  });

  it('keeps a port from other systems that start, until somebody listens on it', async () => {
    const port = await freePort();
    const elsewhere = async (): Promise<string> => (await promisify(execFile)(process.execPath, ['--input-type=module', '-e', `
      import { freePort } from ${JSON.stringify(pathToFileURL(join(root, 'tools/platform/ports.ts')).href)};
      process.stdout.write(String(await freePort(${port})));
    `])).stdout;
    const other = await elsewhere();
    expect(other).toMatch(/^2\d{4}$/);
    expect(other).not.toBe(String(port));
    released(port);
    expect(await elsewhere()).toBe(String(port));
  });
});
