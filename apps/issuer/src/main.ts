import { pino } from 'pino';
import { readConfig } from './config';
import { Refusal } from './refusal';
import { startIssuer } from './server';

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const issuer = await startIssuer(config, pino({ name: 'issuer', level: config.logLevel }));
  const stop = () => { void issuer.close().then(() => process.exit(0)); };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
  // The launcher holds the other end: when it dies, so do we.
  process.once('disconnect', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(error instanceof Refusal ? `error: ${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
