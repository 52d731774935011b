import type * as EventBus from '@aftercare/event-bus';
import { connected } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { schemaOwners } from '../platform/services.ts';
import { build } from '../platform/system.ts';
import { lib } from './installation.ts';
import type { Installation } from './installation.ts';

const shownOfEach = 20;

/** Checks everything against everything. Exit code 1 when something does not fit. */
export async function verify(installation: Installation): Promise<void> {
  const { folder, logger, json } = installation;
  const restore = folder.restoreUnderWay();
  if (restore) throw new Refusal(`a restore began at ${restore.since} and is not complete: finish it first`);
  installation.join();
  await build(AbortSignal.timeout(600_000));
  const { LogScan, remedies, verifyInstallation } = lib<typeof EventBus>('@aftercare/event-bus');
  const url = await installation.database();
  const brokers = await installation.brokers();
  const scan = new LogScan(brokers, logger);
  const started = performance.now();
  const counts = new Map<EventBus.DeviationKind, number>();
  const shown: EventBus.Deviation[] = [];
  let told = started;
  try {
    const { events, records, deviations } = await connected(url, (client) => verifyInstallation({
      client, scan,
      services: schemaOwners,
      found: (deviation) => {
        const count = (counts.get(deviation.kind) ?? 0) + 1;
        counts.set(deviation.kind, count);
        if (count <= shownOfEach) shown.push(deviation);
      },
      progress: (records, events) => {
        if (performance.now() - told < 2_000) return;
        told = performance.now();
        installation.say(`  ${records} records and ${events} events compared`);
      },
    }));
    const seconds = (performance.now() - started) / 1_000;
    if (deviations > 0) process.exitCode = 1;
    const rate = Math.round((events + records) / seconds);
    if (json) return void process.stdout.write(`${JSON.stringify({ events, records, deviations, seconds, counts: Object.fromEntries(counts), items: shown }, null, 2)}\n`);
    for (const [kind, count] of counts) {
      installation.say(`${kind}: ${count}   → ${remedies[kind]}`);
      for (const { service, words } of shown.filter((deviation) => deviation.kind === kind)) installation.say(`  ${service}: ${words}`);
      if (count > shownOfEach) installation.say(`  … ${count - shownOfEach} more`);
    }
    installation.say(`${deviations === 0 ? '全部一致 · everything fits' : `发现 ${deviations} 处不一致 · ${deviations} deviations`}: ${events} events and ${records} records compared in ${seconds.toFixed(1)} s (${rate}/s)`);
  } finally {
    await scan.close();
  }
}
