import { finished } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import pg from 'pg';

/** What pg hands to a query of its own; its types leave that out. */
interface Wire {
  readonly stream: { pause(): void; resume(): void };
}

/**
 * Copies a running cluster, with all the log that it needs to be whole again: one tar, written to `out`, which is ended. The server
 * does it as for pg_basebackup, and checks its pages on the way. `copied` hears the bytes of the tar so far. `url` is a superuser.
 */
export async function baseBackup(url: string, label: string, out: Writable, copied: (bytes: number) => void): Promise<void> {
  const replication = new URL(url);
  replication.searchParams.set('replication', 'true');
  const client = new pg.Client({ connectionString: replication.href, application_name: 'aftercare backup', connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // the copy under way rejects with it
  await client.connect();
  const written = finished(out);
  written.catch(() => undefined);
  try {
    // Without it the log that is written meanwhile may be thrown away before it was copied. It ends with the session.
    await client.query('CREATE_REPLICATION_SLOT aftercare_backup TEMPORARY PHYSICAL (RESERVE_WAL)');
    const sql = `BASE_BACKUP (LABEL ${pg.escapeLiteral(label)}, CHECKPOINT 'fast', WAL true, PROGRESS true, MANIFEST 'no')`;
    const copy = new Promise<void>((resolve, reject) => void client.query(new CopyOut(sql, out, copied, (error) => (error ? reject(error) : resolve()))));
    await Promise.race([copy, written.then(() => { throw new Error('the backup was cut short'); })]);
    out.end();
    await written;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A query whose answer is a stream; what pg's own does with copied data is to throw it away. */
class CopyOut extends pg.Query {
  readonly #out: Writable;
  readonly #copied: (bytes: number) => void;
  #resting = false;

  constructor(text: string, out: Writable, copied: (bytes: number) => void, done: (error: Error | undefined) => void) {
    super(text, [], done);
    this.#out = out;
    this.#copied = copied;
  }

  handleCopyData({ chunk }: { chunk: Buffer }, { stream }: Wire): void {
    const kind = String.fromCharCode(chunk[0] ?? 0);
    if (kind === 'p') return this.#copied(Number(chunk.readBigInt64BE(1)));
    // What has arrived already is handed over all the same.
    if (kind !== 'd' || this.#out.write(Buffer.from(chunk.subarray(1))) || this.#resting) return;
    this.#resting = true;
    stream.pause();
    this.#out.once('drain', () => {
      this.#resting = false;
      stream.resume();
    });
  }
}
