import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { buffer, text } from 'node:stream/consumers';
import { newId } from '@aftercare/kernel';
import { eventually, startSystem, type RunningSystem } from '@aftercare/testing';
import { ZipFile } from 'yazl';

/** Files on their way through the real gateway into a real service, as good and as bad as they come. */
let system: RunningSystem;
let token: string;
let slow: Promise<string>;
beforeAll(async () => {
  system = await startSystem({ only: ['issuer', 'directory', 'gateway'] });
  token = await system.token('ST002');
  // Under way while the others come and go.
  slow = sentSlowly('slow.csv', Buffer.from(good.replace('水泵', '水泵故障')), 36_000);
}, 180_000);
afterAll(() => system?.stop());

const path = (file: string): string => `/api/directory/imports?kind=fault-codes&file=${file}`;
const headers = () => ({ authorization: `Bearer ${token}`, 'idempotency-key': newId(), 'content-type': 'application/octet-stream', 'accept-language': 'en' });
const send = async (file: string, body: string | Buffer<ArrayBuffer> | ReadableStream) => {
  const answer = await fetch(system.gateway + path(file), { method: 'POST', headers: headers(), body, duplex: 'half' } as RequestInit);
  return { status: answer.status, body: (await answer.json()) as { type?: string; detail?: string; accepted?: number; rejected?: number } };
};
const imports = async (): Promise<number> => ((await (await fetch(`${system.gateway}/api/directory/imports`, { headers: headers() })).json()) as { items: object[] }).items.length;

/** A connection with the head of an upload on it. */
const begun = (file: string, length: number): Socket => {
  const { hostname, port } = new URL(system.gateway);
  const socket = connect(Number(port), hostname);
  const lines = Object.entries(headers()).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.write(`POST ${path(file)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines}Content-Length: ${length}\r\n\r\n`);
  return socket;
};
/** Everything that is answered to a file that comes bit by bit within so many ms. */
const sentSlowly = async (file: string, bytes: Buffer, ms: number): Promise<string> => {
  const socket = begun(file, bytes.length);
  const answered = text(socket);
  for (let at = 0; at < bytes.length; at += 4) {
    socket.write(bytes.subarray(at, at + 4));
    await delay((ms * 4) / bytes.length);
  }
  return answered;
};

const good = '故障代码,级别,大类代码,名称\nPUMP,family,PUMP,水泵\n';
const mega = Buffer.alloc(1024 * 1024, '水');

it('200 MB are refused in words, whether their length was said or not, and nothing is kept of them', async () => {
  const before = await imports();
  let left = 200;
  const stream = new ReadableStream({ pull: (controller) => { if (left-- > 0) controller.enqueue(mega); else controller.close(); } });
  for (const body of [stream, Buffer.concat(Array.from({ length: 200 }, () => mega))]) {
    const { status, body: problem } = await send('large.csv', body);
    expect([status, problem.type]).toEqual([413, '/problems/upload.too-large']);
    expect(problem.detail).toBe('The file is too large: at most 32 MB. Split it; nothing was saved.');
  }
  expect(await imports()).toBe(before);
}, 60_000);

it('a workbook that unpacks to a bomb is refused as what it is', async () => {
  const bomb = new ZipFile();
  bomb.addBuffer(Buffer.from('<workbook xmlns:r="r"><sheets><sheet name="1" r:id="r1"/></sheets></workbook>'), 'xl/workbook.xml');
  bomb.addBuffer(Buffer.from('<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'), 'xl/_rels/workbook.xml.rels');
  bomb.addBuffer(Buffer.concat([Buffer.from('<worksheet><sheetData>'), Buffer.alloc(250 * 1024 * 1024, ' '), Buffer.from('</sheetData></worksheet>')]), 'xl/worksheets/sheet1.xml');
  bomb.end();
  const bytes = await buffer(bomb.outputStream);
  expect(bytes.length).toBeLessThan(1024 * 1024);
  expect(await send('bomb.xlsx', bytes)).toMatchObject({ status: 409, body: { type: '/problems/table.too-large' } });
}, 60_000);

it('half a file leaves nothing behind, and keeps nobody from sending', async () => {
  const before = await imports();
  for (let n = 0; n < 4; n++) {
    const socket = begun('half.csv', 100_000);
    socket.write(good, () => socket.destroy());
    await once(socket, 'close');
  }
  await eventually(async () => expect(await send('whole.csv', good)).toMatchObject({ status: 201, body: { accepted: 1, rejected: 0 } }));
  expect(await imports()).toBe(before + 1);
});

it('a file on a slow line arrives, though it takes longer than any other request may', async () => {
  expect(await slow).toMatch(/^HTTP\/1\.1 201 /);
}, 60_000);
