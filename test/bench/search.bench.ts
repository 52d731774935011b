import pg from 'pg';
import { pinyin } from 'pinyin-pro';
import type { BenchContext, Series } from '../../tools/bench/bench.ts';
import { percentile } from '../../tools/bench/report.ts';
import { startBare } from './bare-system.ts';
import { httpClient } from './http-client.ts';
import { openLoop } from './load.ts';

export const name = 'search';
export const expectedSeconds = 240;

const customers = 1_000_000;
const perSecond = 50;
const surnames = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈'];
const given = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉建文辉力红梅志国春雪海燕云鹏飞龙斌波浩宇欣怡子轩梓涵雨桐思远嘉豪'];
const initials = (characters: readonly string[]): string[] => characters.map((one) => pinyin(one, { pattern: 'first', toneType: 'none' }));

// Names are as unequal as people are: the first family names have most of the bearers.
const fill = `
INSERT INTO directory.customer (id, code, source, external_number, name, name_initials, phone, branch_id, customer_class, consent_care, consent_marketing, consent_survey)
SELECT gen_random_uuid(), 'CU' || (3000000 + n), 'bench', n::text, s[f] || g[a] || g[b], si[f] || gi[a] || gi[b], '138' || lpad(((n::bigint * 7919) % 100000000)::text, 8, '0'),
       'BR' || lpad((1 + n % 12)::text, 2, '0'), 'regular', false, false, false
  FROM generate_series(1, ${customers}) n, LATERAL (SELECT $1::text[] AS s, $2::text[] AS si, $3::text[] AS g, $4::text[] AS gi) names,
       LATERAL (SELECT 1 + floor(cardinality(s) * power(random(), 3) + n * 0)::int AS f, 1 + floor(cardinality(g) * random() + n * 0)::int AS a, 1 + floor(cardinality(g) * random() + n * 0)::int AS b) drawn`;
const fillDevices = `
INSERT INTO directory.device (serial, model_code, customer_id, branch_id, sold_outside_area, warranty_source, content_hash)
SELECT 'ZZ' || lpad((row_number() OVER ())::text, 10, '0'), 'MD999', id, branch_id, false, 'unknown', '' FROM directory.customer`;
const fillDocuments = `
INSERT INTO directory.document (number, kind, id, branch_id, customer_id, ticket_ids)
SELECT 'TK-ZZ-2026-' || lpad((row_number() OVER ())::text, 7, '0'), 'ticket', gen_random_uuid(), branch_id, id, '{}' FROM directory.customer`;

/** One search box among a million customers, over HTTP, as people of one branch, of five and of all use it: the p99 of each kind of text. */
export async function run({ runs, say }: BenchContext): Promise<readonly Series[]> {
  const system = await startBare(['issuer', 'directory']);
  const service = httpClient(system.services['directory']!.url, { connections: 16, expect: 200 });
  const admin = new pg.Client({ connectionString: system.databaseUrl });
  try {
    await admin.connect();
    await admin.query('SET session_replication_role = replica'); // no foreign key is asked a million times
    await admin.query(fill, [surnames, initials(surnames), given, initials(given)]);
    await admin.query("INSERT INTO directory.product_model (model_code, name, repair_months, replace_months, refund_months, warranty_starts, content_hash) VALUES ('MD999', '-', 0, 0, 0, 'installed_on', '')");
    await admin.query(fillDevices);
    await admin.query(fillDocuments);
    await admin.query('VACUUM ANALYZE directory.customer');
    await admin.query('VACUUM ANALYZE directory.device');
    await admin.query('VACUUM ANALYZE directory.document');
    const { rows } = await admin.query<{ name: string; name_initials: string; phone: string; code: string; serial: string; number: string }>(
      'SELECT c.name, name_initials, phone, code, serial, number FROM directory.customer c TABLESAMPLE SYSTEM (0.2) JOIN directory.device d ON d.customer_id = c.id JOIN directory.document p ON p.customer_id = c.id LIMIT 2000',
    );
    say(`${customers} customers, ${rows.length} of them looked for`);
    const texts: Readonly<Record<string, (of: (typeof rows)[number]) => string>> = {
      'whole number': ({ phone }) => phone,
      'last four digits': ({ phone }) => phone.slice(-4),
      'whole name': ({ name: whole }) => whole,
      'family name': ({ name: whole }) => whole[0]!,
      'three initials': ({ name_initials: all }) => all,
      'one initial': ({ name_initials: all }) => all[0]!,
      'serial number': ({ serial }) => serial,
      "customer's number": ({ code }) => code,
      "paper's number": ({ number }) => number,
    };
    const people = await Promise.all(['ST030', 'ST008', 'ST005'].map(async (code) => `Bearer ${await system.tokenFor('directory', code)}`));
    const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;
    const found: Series[] = [];
    for (const [kind, text] of Object.entries(texts)) {
      const search = (): Promise<void> => service.post('/customers/search', { text: text(any(rows)) }, { authorization: any(people) });
      await openLoop(perSecond, 2, search);
      const values: number[] = [];
      for (let round = 1; round <= runs; round++) values.push(percentile((await openLoop(perSecond, 4, search)).durations, 0.99));
      say(`${kind}: p99 ${values.map((ms) => ms.toFixed(1)).join(', ')} ms`);
      found.push({ name: `search by ${kind}, p99 at ${perSecond}/s`, unit: 'ms', target: { of: 'value', atMost: 150 }, values });
    }
    return found;
  } finally {
    service.close();
    await admin.end();
    await system.stop();
  }
}
