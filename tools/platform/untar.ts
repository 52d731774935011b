import { chownSync, closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';

const block = 512;

/**
 * Unpacks the tar of a base backup below `directory`, which exists; everything belongs to `account` and to nobody else. Throws at whatever
 * is no plain file or folder inside it, or when the tar ends in the middle. Gives the number of files. The server brings them to the disk
 * itself, before it recovers.
 */
export async function untar(chunks: AsyncIterable<Buffer>, directory: string, account: { readonly uid: number; readonly gid: number } | null): Promise<number> {
  const bytes = new Bytes(chunks);
  let files = 0;
  for (;;) {
    const header = await bytes.exactly(block);
    if (header.every((byte) => byte === 0)) return files;
    const { path, size, kind } = entryOf(header);
    const target = join(directory, path);
    if (kind === '5') {
      mkdirSync(target, { recursive: true, mode: 0o700 });
    } else {
      const fd = openSync(target, 'wx', 0o600);
      try {
        for await (const part of bytes.upTo(size)) for (let at = 0; at < part.length; ) at += writeSync(fd, part, at);
      } finally {
        closeSync(fd);
      }
      await bytes.exactly((block - (size % block)) % block);
      files += 1;
    }
    if (account) chownSync(target, account.uid, account.gid);
  }
}

function entryOf(header: Buffer): { path: string; size: number; kind: string } {
  const text = (from: number, upto: number): string => header.subarray(from, upto).toString().replace(/\0.*$/s, '');
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (sum !== parseInt(text(148, 156), 8)) throw new Error('the archive is damaged: a header of it does not add up');
  const path = normalize([text(345, 500), text(0, 100)].filter((part) => part !== '').join('/'));
  const kind = text(156, 157) || '0';
  if (path.startsWith(sep) || path.split(sep).includes('..') || (kind !== '0' && kind !== '5')) throw new Error(`the archive holds something else than files of its own: ${path}`);
  if (dirname(path) === path) throw new Error('the archive names its own folder');
  // More than eight octal places can say is written in binary.
  const size = (header[124] ?? 0) & 0x80 ? Number(header.readBigUInt64BE(128)) : parseInt(text(124, 136), 8);
  return { path, size, kind };
}

/** Takes a stream of chunks apart by length. */
class Bytes {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async *upTo(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      if (this.#rest.length === 0) {
        const { value, done } = await this.#chunks.next();
        if (done) throw new Error('the archive is damaged: it ends in the middle');
        this.#rest = value;
      }
      const part = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }

  async exactly(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.upTo(length)) parts.push(part);
    return Buffer.concat(parts);
  }
}
