// npm run import -- --kind K FILE   brings a table of the running system in, row by row judged; see `usage`
import { createWriteStream, mkdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { adminCode, dataDir, gatewayUrl, tokenOfPerson } from './demo-token.ts';
import { Imports } from './import/imports.ts';
import type { ShownImport } from './import/imports.ts';
import { parseImport, usage } from './import/options.ts';
import type { ImportOptions } from './import/options.ts';
import { Refusal } from './platform/refusal.ts';

async function main(): Promise<number> {
  const options = parseImport(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  const { kind, service, path, source, columns, as, dryRun, json } = options;
  const token = process.env['AFTERCARE_TOKEN'] ?? (await tokenOfPerson(as ?? adminCode()));
  const imports = new Imports(`${process.env['AFTERCARE_URL'] ?? gatewayUrl()}/api/${service}`, token);
  if (Object.keys(columns).length > 0) await imports.rememberColumns(kind, source, columns);
  const sent = await imports.send(kind, path, source);
  if (json) await pipeline(Readable.fromWeb(await imports.report(sent.id)), process.stdout, { end: false });
  let refused: Refusal | null = null;
  const shown = dryRun ? sent : await imports.apply(sent.id, json ? undefined : tellProgress).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    refused = error;
    return sent;
  });
  if (!json) process.stdout.write(`${told(options, shown, sent.rejected > 0 ? await errorFile(imports, sent.id, path) : null)}\n`);
  // What came of every row is told even when none of them may be put on file.
  if (refused) throw refused as Refusal;
  return sent.rejected > 0 ? 1 : 0;
}

const tellProgress = ({ applied, accepted }: ShownImport): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r  写入 · writing ${applied} / ${accepted} `);
};

/** The same sheet with the reasons, beside the data of the running system. */
async function errorFile(imports: Imports, id: string, path: string): Promise<string> {
  const folder = join(dataDir(), 'imports');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${basename(path).replace(/\.[^.]*$/, '')}.${id.slice(0, 8)}.errors.${/\.xlsx$/i.test(path) ? 'xlsx' : 'csv'}`);
  await pipeline(Readable.fromWeb(await imports.errors(id)), createWriteStream(file, { mode: 0o600 }));
  return relative(process.cwd(), file);
}

const told = ({ kind, path, dryRun }: ImportOptions, { rowsRead, accepted, rejected, merged, proposed, applied, changed, sent, firstRejected }: ShownImport, errors: string | null): string => [
  `${basename(path)}（${kind}）：读入 ${rowsRead} 行，接受 ${accepted}，拒绝 ${rejected}，合并 ${merged} · ${rowsRead} rows read: ${accepted} accepted, ${rejected} rejected, ${merged} merged`,
  ...(proposed > 0 ? [`  ${proposed} 行与同号的另一人待人工确认是否合并 · ${proposed} rows have another person's number: somebody has to say whether they are one`] : []),
  ...(sent > 1 ? [`  同一文件第 ${sent} 次发送 · the very same file has been sent ${sent} times`] : []),
  dryRun
    ? '  仅检查，没有写入 · dry run: nothing was put on file'
    : `  已处理 ${applied} 行，新增或更改 ${changed}，原已在册 ${applied - changed} · ${applied} rows done: ${changed} new or changed, ${applied - changed} on file already`,
  ...firstRejected.map(({ row, reason, field, words }) => `  第 ${row} 行 · row ${row}: ${field} ${words}（${reason}）`.replace(':  ', ': ')),
  ...(rejected > firstRejected.length ? [`  … 另有 ${rejected - firstRejected.length} 行 · and ${rejected - firstRejected.length} more`] : []),
  ...(errors === null ? [] : [`  带原因的表格，改正后可直接再导入 · the sheet with the reasons, to be corrected and sent again: ${errors}`]),
].join('\n');

main().then(
  (code) => { process.exitCode = code; },
  (error: unknown) => {
    process.stderr.write(error instanceof Refusal ? `error: ${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 2;
  },
);
