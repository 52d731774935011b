import { readFile } from 'node:fs/promises';
import { eventually } from '@aftercare/testing';
import pg from 'pg';

/** One statement as Postgres has logged it: a named one with its values, or a plain text. */
export interface RecordedStatement {
  readonly name: string | null;
  readonly text: string;
  readonly values: readonly (string | null)[];
}

const entry = /^\S+ \S+ \S+ \[(\d+)\] (LOG|DETAIL):\s+((?:.*)(?:\n\t.*)*)/gm;
const value = /\$\d+ = (?:'((?:[^']|'')*)'|NULL)/g;

/** Everything that each connection has run, from the text of the server's log. */
export function statementsIn(log: string): Map<string, RecordedStatement[]> {
  const connections = new Map<string, RecordedStatement[]>();
  for (const [, pid = '', kind, message = ''] of log.matchAll(entry)) {
    const run = connections.get(pid) ?? [];
    connections.set(pid, run);
    const [, how, name, text] = /^(statement|execute ([^:]+)): ([\s\S]*)$/.exec(message) ?? [];
    if (kind === 'LOG' && how !== undefined) run.push({ name: name === undefined || name === '<unnamed>' ? null : name, text: text!.replaceAll('\n\t', '\n'), values: [] });
    else if (kind === 'DETAIL' && /^parameters:/i.test(message) && run.length > 0) {
      run.push({ ...run.pop()!, values: [...message.matchAll(value)].map(([, quoted]) => quoted?.replaceAll("''", "'") ?? null) });
    }
  }
  return connections;
}

/** The one transaction in which `mark` occurs among the values, its BEGIN and COMMIT included. */
export function transactionWith(mark: string, log: string): RecordedStatement[] {
  for (const run of statementsIn(log).values()) {
    const at = run.findIndex(({ values }) => values.includes(mark));
    if (at < 0) continue;
    const from = run.findLastIndex(({ text }, index) => index < at && /^BEGIN/i.test(text));
    const to = run.findIndex(({ text }, index) => index > at && /^COMMIT/i.test(text));
    if (from >= 0 && to >= 0) return run.slice(from, to + 1);
  }
  throw new Error(`no transaction with ${mark} in the log of Postgres yet`);
}

/** Runs the command twice, by its idempotency key, and gives the statements of both. They differ in what is new for each command. */
export async function recordCommand(adminUrl: string, logFile: string, command: (key: string) => Promise<void>): Promise<readonly [RecordedStatement[], RecordedStatement[]]> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const logAll = async (setting: string): Promise<void> => {
    await admin.query(`ALTER SYSTEM SET log_statement = '${setting}'`);
    await admin.query('SELECT pg_reload_conf()');
    await eventually(async () => {
      const { rows } = await admin.query<{ log_statement: string }>('SHOW log_statement');
      if (rows[0]?.log_statement !== setting) throw new Error(`log_statement is still ${rows[0]?.log_statement}`);
    });
  };
  await logAll('all');
  try {
    const recorded = async (): Promise<RecordedStatement[]> => {
      const key = crypto.randomUUID();
      await command(key);
      return eventually(async () => transactionWith(key, await readFile(logFile, 'utf8')));
    };
    await recorded(); // this one may still prepare its statements, or be the connection's first
    return [await recorded(), await recorded()];
  } finally {
    await logAll('none');
    await admin.end();
  }
}
