import pg from 'pg';
import type { BenchContext, Series } from '../../tools/bench/bench.ts';
import { percentile } from '../../tools/bench/report.ts';
import { startBare } from './bare-system.ts';
import { httpClient } from './http-client.ts';
import { closedLoop } from './load.ts';

export const name = 'words';
export const expectedSeconds = 240;

const callers = 4;
const seconds = 3;

/** A word that one in a hundred contacts has, one in ten, one in a million, and none whose pairs are everywhere. */
const questions = [
  { name: 'a word of 1 %', text: '底漏' },
  { name: 'a word of 10 %', text: '漏水' },
  { name: 'a word that stands once', text: '孤例' },
  { name: 'a word that is nowhere', text: '火星' },
] as const;

/** `POST /tickets/search` among a million contacts and as many tickets: tickets asks directory, which looks for pairs of characters. */
export async function run({ runs, say }: BenchContext): Promise<readonly Series[]> {
  const system = await startBare(['issuer', 'directory', 'tickets']);
  const client = httpClient(system.services['tickets']!.url, { connections: callers, expect: 200 });
  const admin = new pg.Client({ connectionString: system.databaseUrl });
  try {
    await admin.connect();
    await admin.query('SET search_path = directory');
    await admin.query('SET session_replication_role = replica'); // the index is made in one go, not a million times
    await admin.query(contacts);
    await admin.query(index);
    await admin.query(tickets);
    await admin.query('VACUUM ANALYZE directory.word_index, directory.contact, tickets.ticket');
    say('a million contacts and tickets are there');
    const series: Series[] = [];
    for (const who of [{ code: 'ST030', scope: 'one branch' }, { code: 'ST005', scope: 'all branches' }]) {
      const headers = await system.headersFor('tickets', who.code);
      for (const { name: asked, text } of questions) {
        const ask = (): Promise<void> => client.post('/tickets/search', { text }, headers);
        await closedLoop(callers, 1, ask);
        const values: number[] = [];
        for (let round = 1; round <= runs; round++) values.push(percentile((await closedLoop(callers, seconds, ask)).durations, 0.99));
        say(`${asked}, ${who.scope}: p99 ${values.map((value) => value.toFixed(1)).join(', ')} ms`);
        series.push({ name: `search at 1 M tickets, ${asked}, ${who.scope}, p99`, unit: 'ms', target: { of: 'value', atMost: 300 }, values });
      }
    }
    return series;
  } finally {
    client.close();
    await admin.end();
    await system.stop();
  }
}

const contacts = `
  INSERT INTO directory.contact (id, branch_id, version, channel, words, recorded_by, recorded_at)
  SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'BR' || lpad((1 + n % 12)::text, 2, '0'), 1, 'phone',
         '您好，我家的鱼缸用了' || n % 37 || '个月，' || CASE WHEN n = 500000 THEN '孤例一桩' WHEN n % 100 = 7 THEN '缸底漏了' WHEN n % 10 = 3 THEN '底角漏水' ELSE '水泵不转' END || '，请尽快处理',
         'ST030', now() - n * interval '1 minute'
    FROM generate_series(1, 1000000) n`;

const index = `
  DROP INDEX word_index_by_pair;
  INSERT INTO word_index SELECT id, branch_id, NULL, recorded_at, word_pairs(branch_id, words) FROM contact WHERE recorded_by = 'ST030';
  CREATE INDEX word_index_by_pair ON word_index USING gin (pairs)`;

const tickets = `
  INSERT INTO tickets.ticket (id, branch_id, number, type, channel, state, owner_id, contact_id, opened_by, opened_at, opened_on, acknowledged_at, version)
  SELECT gen_random_uuid(), branch_id, 'TK-XX-2025-' || lpad(row_number() OVER ()::text, 7, '0'), 'complaint', 'phone', 'closed', 'ST030', id, 'ST030', recorded_at, recorded_at::date, recorded_at, 1
    FROM directory.contact`;
