import { join, resolve } from 'node:path';
import type * as EventBus from '@aftercare/event-bus';
import type * as EventStore from '@aftercare/event-store';
import type * as Contracts from '@aftercare/contracts';
import type pg from 'pg';
import { checkedBackup } from '../platform/backup-folder.ts';
import type { BackupFacts } from '../platform/backup-folder.ts';
import { connected } from '../platform/database.ts';
import { readJson } from '../platform/files.ts';
import { stopPostgres } from '../platform/postgres.ts';
import { Refusal } from '../platform/refusal.ts';
import { discardRestored, forgetReplaced, putInPlace, startRestored, systemOf } from '../platform/restored-cluster.ts';
import { root } from '../platform/root.ts';
import { databaseUsers, schemaOwners } from '../platform/services.ts';
import { build } from '../platform/system.ts';
import { table } from '../runner/report.ts';
import { aftercareAt, lib, megabytes, refuse } from './installation.ts';
import type { Installation } from './installation.ts';
import type { InstallationCommand } from './options.ts';

/** What a restore would do, or has done. */
interface RestoreReport {
  readonly from: string | null;
  readonly takenAt: string | null;
  /** Events of each service after it. */
  readonly events: Readonly<Record<string, number>>;
  /** Facts that the log has told and that are no more after it. */
  readonly lost: readonly EventBus.Vanishing[];
  readonly done: boolean;
}

/**
 * Sets the whole installation back: the database to a backup, unless it was set back by other means, and the log to the database. Until
 * it is complete a mark in the data folder keeps the services from opening; it can be called again after it was killed at any point.
 * What can be refused is refused before anything is changed.
 */
export async function restore(installation: Installation, command: InstallationCommand): Promise<void> {
  const { folder, externalDatabase } = installation;
  const mark = folder.restoreUnderWay();
  const from = command.place ? resolve(command.place) : (mark?.from ?? null);
  if (from && externalDatabase) throw new Refusal('DATABASE_URL: put the copy back with the tools of that Postgres, then run npm run ops -- restore without FROM');
  const facts = from ? await checked(installation, from) : null;
  refuseUnknown(command.as, join(folder.issuer, 'people.json'));
  if (command.dryRun) installation.join();
  else installation.claim();
  await folder.endLeftServices();

  await installation.step('build', () => build(AbortSignal.timeout(600_000)));
  const brokers = await installation.step('Kafka', () => installation.brokers());
  let changed = mark !== null;
  try {
    const url = from
      ? await installation.step('unpack the backup', async () => aftercareAt((await startRestored(folder.postgres, from, folder.log('postgres'))).url))
      : await installation.step('Postgres', () => installation.database());
    // A dry run looks at the running database as it is; a copy may be brought up to date at once.
    if (from || !command.dryRun) await installation.step('tables', () => migrateAll(installation, url));
    const report = await installation.step('compare with the log', () => connected(url, (client) => compare(installation, client, brokers, from, facts)));
    if (command.dryRun) return tell(installation, report);

    folder.beginRestore({ since: mark?.since ?? new Date().toISOString(), from });
    changed = true;
    await installation.step('queue every event', () => connected(url, (client) => lib<typeof EventBus>('@aftercare/event-bus').queueEverything(client, schemaOwners, { actor: command.as, reason: command.reason })), (events) => `${events} events`);
    const live = from ? await installation.step('put it in place', () => putLive(installation)) : url;
    await installation.step('empty the log', () => lib<typeof EventBus>('@aftercare/event-bus').wipeTopics(brokers, lib<typeof Contracts>('@aftercare/contracts').topics.map(({ name }) => name)));
    await installation.step('fill the log', () => refill(installation, live, brokers));
    forgetReplaced(folder.postgres);
    folder.remember({ samples: [...new Set([...folder.state().samples, ...(externalDatabase ? [] : ['embedded'])])] });
    folder.endRestore();
    tell(installation, { ...report, done: true });
  } catch (error) {
    if (changed && error instanceof Error) error.message += '; 恢复尚未完成，请重新执行同一命令 · the restore is not complete: run the same command again';
    throw error;
  } finally {
    await discardRestored(folder.postgres);
  }
}

async function checked(installation: Installation, from: string): Promise<BackupFacts> {
  const facts = await installation.step('check the backup', () => checkedBackup(from), ({ bytes }) => megabytes(bytes));
  const here = systemOf(installation.folder.postgres);
  if (here !== null && here !== facts.system) throw new Refusal(`${from} is of another installation (${facts.system}, here is ${here}); nothing was changed: name a backup of this one, or put it back into an empty folder by AFTERCARE_DATA`);
  return facts;
}

/** The sign-in server may be away at such a time, so nobody proves who he is; but a slip of the pen shall not get into the audit. */
function refuseUnknown(code: string, file: string): void {
  const people = readJson<Record<string, unknown>>(file);
  if (code !== '' && people !== null && !Object.hasOwn(people, code)) throw new Refusal(`没有工号 ${code} · there is no ${code}: --as is a staff code`);
}

async function migrateAll({ folder }: Installation, url: string): Promise<void> {
  const { migrate } = lib<typeof EventStore>('@aftercare/event-store');
  const passwords = folder.passwords();
  for (const service of databaseUsers) {
    const { migrations } = lib<{ migrations: readonly EventStore.Migration[] }>(join(root, `apps/${service}/dist/persistence/migrations.js`));
    await migrate({ adminUrl: url, service, migrations, passwords: passwords[service] }).catch(refuse);
  }
  // Who has signed out since the backup was taken must not be signed in again.
  await connected(url, (client) => client.query('DELETE FROM gateway.browser_session'));
}

/** Also refuses databases that were set back to different times: what one has seen of another would keep its next events out. */
async function compare(installation: Installation, client: pg.Client, brokers: readonly string[], from: string | null, facts: BackupFacts | null): Promise<RestoreReport> {
  const { guardsAhead, inSnapshot, LogScan, vanishing } = lib<typeof EventBus>('@aftercare/event-bus');
  const events: Record<string, number> = {};
  await inSnapshot(client, async () => {
    for await (const { service, unit, topic, key, seen, stored } of guardsAhead(client, schemaOwners)) {
      throw new Refusal(`${unit} of ${service} has seen event ${seen} of ${topic} ${key}, but its service has ${stored < seen ? `only ${stored}` : 'another one in its place'}: the databases were set back to different times. Set all of them back to the same time, then restore again`);
    }
    for (const service of schemaOwners) {
      await client.query("SELECT set_config('search_path', $1, true)", [service]);
      events[service] = Number((await client.query<{ n: string }>('SELECT count(*) AS n FROM event')).rows[0]?.n);
    }
  });
  const scan = new LogScan(brokers, installation.logger);
  try {
    return { from, takenAt: facts?.takenAt ?? null, events, lost: await vanishing(client, scan, schemaOwners), done: false };
  } finally {
    await scan.close();
  }
}

/** Ends both servers, and starts the one on what was restored in the place of the other. */
async function putLive(installation: Installation): Promise<string> {
  const { postgres } = installation.folder;
  await stopPostgres(`${postgres}.restored`);
  await stopPostgres(postgres);
  putInPlace(postgres);
  return installation.database();
}

async function refill(installation: Installation, url: string, brokers: readonly string[]): Promise<void> {
  const { KafkaBus, refillLog } = lib<typeof EventBus>('@aftercare/event-bus');
  const { roleUrl } = lib<typeof EventStore>('@aftercare/event-store');
  const { logger, folder } = installation;
  const passwords = folder.passwords();
  const services = schemaOwners.map((service) => ({ service, databaseUrl: roleUrl(url, `${service}_app`, passwords[service].app) }));
  let told = performance.now();
  await connected(url, (client) => refillLog({
    client, services, logger,
    openBus: () => new KafkaBus({ brokers, clientId: 'aftercare-restore', logger }),
    left: (events) => {
      if (performance.now() - told < 2_000) return;
      told = performance.now();
      installation.say(`  ${events} events left`);
    },
  }));
}

function tell(installation: Installation, report: RestoreReport): void {
  if (installation.json) return void process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  const lost = report.lost.filter(({ events }) => events > 0);
  const rows = lost.map(({ topic, events, first, last }) => [topic, String(events), first ?? '', last ?? '']);
  installation.say([
    '',
    report.done ? '恢复完成 · the restore is complete' : '试运行，未作任何更改 · dry run, nothing was changed',
    `  database   ${report.from ? `the backup of ${report.takenAt}` : 'as it is'}`,
    `  events     ${Object.entries(report.events).map(([service, count]) => `${service} ${count}`).join(', ')}`,
    lost.length === 0 ? '  lost       nothing: the log has told no event that is not in the database' : `  lost       ${report.done ? 'these facts were told and are no more' : 'these facts were told and would be no more'}:`,
    ...(lost.length > 0 ? table([['topic', 'events', 'first', 'last'], ...rows]).split('\n').map((line) => `    ${line}`) : []),
    ...(report.done ? ['  go on      npm start'] : ['  what was committed and not yet told is lost with them; npm run ops -- backup keeps what is there now']),
  ].join('\n'));
}
