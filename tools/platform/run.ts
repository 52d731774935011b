import { DataFolder } from './data-folder.ts';
import { parseOptions, usage } from './options.ts';
import { Progress } from './progress.ts';
import { exitWith } from './refusal.ts';
import { System } from './system.ts';

/**
 * One run of the launcher from its flags to its end: starts the system with this way of building it, calls `whenReady`,
 * and stops everything on Ctrl-C or SIGTERM. Ends the process.
 */
export async function run(build: (signal: AbortSignal) => Promise<void>, whenReady: (system: System, progress: Progress) => void = () => undefined): Promise<void> {
  // When nobody reads its lines any more (a closed terminal, a pipe that ended), the launcher still has things to stop in good order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    const options = parseOptions(process.argv.slice(2), process.env);
    if (options.action === 'help') return void process.stdout.write(usage);
    if (options.action === 'stop') {
      const ended = await new DataFolder(options.dataDir).endAll();
      return void process.stdout.write(ended.length > 0 ? `已结束 · ended: ${ended.join(', ')}\n` : `${options.dataDir} 没有在运行的进程 · nothing of ${options.dataDir} was running\n`);
    }
    const progress = new Progress();
    const system = new System(options, progress);
    let stopping = false;
    const stop = (): void => {
      if (stopping) return; // npm and the terminal both pass Ctrl-C on
      stopping = true;
      progress.note('\n正在停止 · stopping ...');
      system.stop().then(() => {
        progress.note('已停止，数据保留 · stopped; the data is kept');
        process.exit(0);
      }, exitWith);
    };
    setInterval(() => undefined, 2 ** 30); // the launcher stays, even when it runs no service
    process.on('SIGINT', stop).on('SIGTERM', stop);
    try {
      await system.start(build);
    } catch (error) {
      if (stopping) return; // the start was cut short; `stop` ends the process
      stopping = true;
      await system.stop();
      throw error;
    }
    progress.note(`已就绪 · ready after ${progress.elapsedSeconds} s`);
    progress.note(system.summary());
    whenReady(system, progress);
  } catch (error) {
    exitWith(error);
  }
}
