import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { backupPath, writeBackup } from '../platform/backup-folder.ts';
import { connected } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { schemaOwners } from '../platform/services.ts';
import { megabytes } from './installation.ts';
import type { Installation } from './installation.ts';
import type { InstallationCommand } from './options.ts';

/** Copies the whole of Postgres while everything goes on. */
export async function backup(installation: Installation, { place, json }: InstallationCommand): Promise<void> {
  const { folder, externalDatabase } = installation;
  if (externalDatabase) throw new Refusal('DATABASE_URL 的数据库请用其自身的工具备份 · the Postgres of DATABASE_URL is backed up with its own tools (pg_basebackup, pg_dump, snapshots of your provider); after putting a copy back, run npm run ops -- restore without FROM');
  const restore = folder.restoreUnderWay();
  if (restore) throw new Refusal(`a restore began at ${restore.since} and is not complete: finish it first`);
  installation.join();
  const url = await installation.database();
  const started = performance.now();
  const facts = await connected(url, factsOf);
  const parent = join(folder.path, 'backups');
  if (place === null) mkdirSync(parent, { recursive: true, mode: 0o700 });
  const path = backupPath(place ?? parent, facts.takenAt);
  let told = performance.now();
  const written = await writeBackup(path, url, facts, (bytes) => {
    if (performance.now() - told < 2_000) return;
    told = performance.now();
    installation.say(`  ${megabytes(bytes)} copied`);
  });
  const result = { path, ...written.facts, size: written.size, seconds: Math.round(performance.now() - started) / 1_000 };
  if (json) return void process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  installation.say(`备份完成 · the backup is complete: ${path}
  taken at   ${result.takenAt}
  events     ${Object.entries(result.events).map(([service, count]) => `${service} ${count}`).join(', ')}
  size       ${megabytes(result.size)} (${megabytes(result.bytes)} unpacked), ${result.seconds.toFixed(1)} s
  put back   npm run ops -- restore ${path} --as CODE --reason WHY   (--dry-run says what would be lost)`);
}

async function factsOf(client: pg.Client) {
  const { rows: [server] } = await client.query<{ system: string; version: string; now: Date }>("SELECT system_identifier::text AS system, current_setting('server_version') AS version, clock_timestamp() AS now FROM pg_control_system()");
  if (!server) throw new Error('the server says nothing about itself');
  const events: Record<string, number> = {};
  for (const service of schemaOwners) {
    const { rows: [there] } = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [`${service}.event`]);
    if (there?.there) {
      await client.query("SELECT set_config('search_path', $1, false)", [pg.escapeIdentifier(service)]);
      events[service] = Number((await client.query<{ n: string }>('SELECT count(*) AS n FROM event')).rows[0]?.n);
    }
  }
  return { system: server.system, postgres: server.version, takenAt: server.now.toISOString(), events };
}
