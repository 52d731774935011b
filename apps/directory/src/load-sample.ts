import { boot, readConfig, StartError, storeSettings } from '@aftercare/chassis';
import { Database } from '@aftercare/event-store';
import { registerSample } from './sample/register-sample';
import { SampleRefused } from './sample/table';

/** `DATABASE_URL=… node dist/load-sample.js FOLDER` */
boot(async () => {
  const folder = process.argv[2];
  if (folder === undefined) throw new StartError('请指明文件夹 · name the folder: node load-sample.js FOLDER');
  const { DATABASE_URL: url } = readConfig({ DATABASE_URL: storeSettings.DATABASE_URL });
  try {
    const database = await Database.open({ url, service: 'directory', poolSize: 1, poolWaitMs: 10_000 });
    const registered = await registerSample(database, folder).finally(() => database.close());
    process.stdout.write(`示例数据 · sample: ${registered.map(({ name, rows, added }) => `${rows} ${name} (${added} new)`).join(', ')}\n`);
  } catch (error) {
    if (error instanceof SampleRefused) throw new StartError(error.message);
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`数据库不可用，请检查 DATABASE_URL 及迁移 · the database cannot be used, check DATABASE_URL and its migrations: ${reason}`, { cause: error });
  }
});
