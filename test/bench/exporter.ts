// One export in a process of its own, for its memory: node exporter.ts FORMAT ROWS prints { seconds, bytes, megabytes }.
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Papers, type Paper, type PaperFormat, type Row } from '@aftercare/documents';

const [format, rows] = [process.argv[2] as PaperFormat, Number(process.argv[3])];
const whole = { zh: '数', en: 'n' };

function* ledger(): Generator<Row> {
  for (let at = 0; at < rows; at += 1) {
    const number = String(at).padStart(7, '0');
    yield [`DN-HZ-2026-${number}`, '2026-11-01T01:00:00Z', '宁波海曙观赏鱼养殖器材批发市场第二分公司', 'PT-0180', '加热棒 300W（带防爆护套）', at % 9, '1280.50', `SF1234567${number}`, '2026-12-01', at % 4 === 0 ? '=缺货' : null, 'BR05', '顺丰速运'];
  }
}
const kinds = ['code', 'time', 'text', 'code', 'text', 'whole', 'money', 'code', 'day', 'text', 'code', 'text'] as const;
const paper: Paper = {
  form: 'a4-wide', title: { zh: '发货台帐', en: 'Dispatch ledger' }, facts: [], columns: kinds.map((kind) => ({ head: whole, kind, share: 1 })), rows: ledger(),
  printed: { at: '2026-11-30T10:00:00Z', by: 'bench' }, zone: 'Asia/Shanghai',
};

const began = performance.now();
let bytes = 0;
const answer = await new Papers('bench').answer(paper, format, 'zh');
await pipeline(answer.getStream(), new Writable({ write(chunk: Buffer, _encoding, done) { bytes += chunk.length; done(); } }));
process.stdout.write(JSON.stringify({ seconds: (performance.now() - began) / 1_000, bytes, megabytes: process.resourceUsage().maxRSS / 1_024 }));
