import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Imports } from '../import/imports.ts';
import type { ShownImport } from '../import/imports.ts';
import { signIn } from '../sign-in.ts';
import { readJson } from './files.ts';
import { Refusal } from './refusal.ts';
import { sampleDir, urlOf } from './services.ts';
import type { Addresses, ServiceName } from './services.ts';

interface SampleTable { readonly service: ServiceName; readonly kind: string; readonly file: string; readonly history?: true }

/** The sample factory as it stands, or its past. */
export type SamplePart = 'factory' | 'history';

/** The tables of one part, in the order in which they can be imported. */
const tablesOf = (part: SamplePart): readonly SampleTable[] =>
  (JSON.parse(readFileSync(join(sampleDir, 'tables.json'), 'utf8')) as SampleTable[]).filter(({ history = false }) => history === (part === 'history'));

/** Who has to run so that this part can be imported. */
export const sampleNeeds = (part: SamplePart): ReadonlySet<ServiceName> => new Set(['issuer', ...tablesOf(part).map(({ service }) => service)]);

/**
 * Imports a part of the sample factory as an administrator would, through the services' own routes; gives the number of rows that changed something.
 * What is on file already changes nothing.
 */
export async function importSample(part: SamplePart, addresses: Addresses): Promise<number> {
  const people = readJson<Record<string, { role: string; password: string }>>(join(addresses.issuerData, 'people.json')) ?? {};
  const [code, admin] = Object.entries(people).find(([, { role }]) => role === 'admin') ?? [];
  if (code === undefined || admin === undefined) throw new Refusal('示例工厂没有可导入它的管理员 · the sample factory has no administrator who could import it');
  const token = await signIn({ issuer: urlOf(addresses, 'issuer'), username: code, password: admin.password });
  let changed = 0;
  for (const { service, kind, file } of tablesOf(part)) {
    const imports = new Imports(urlOf(addresses, service), token);
    const { id, rejected, firstRejected: [first] } = await sent(imports, kind, join(sampleDir, file));
    if (rejected > 0) throw new Refusal(`${file}：${rejected} 行被拒绝 · ${file}: ${rejected} rows are refused, the first is row ${first?.row} (${first?.reason} ${first?.field})`);
    changed += (await imports.apply(id)).changed;
  }
  return changed;
}

/** So long one service may take to hear of what another has on file. */
const hearsayMs = 30_000;

/** Judged by what the service has heard of the others; sent again while it still may hear of what it misses. */
async function sent(imports: Imports, kind: string, file: string): Promise<ShownImport> {
  for (const until = performance.now() + hearsayMs; ;) {
    const shown = await imports.send(kind, file, 'sample');
    if (shown.rejected === 0 || shown.firstRejected.some(({ reason }) => reason !== 'UNKNOWN_REFERENCE') || performance.now() > until) return shown;
    await delay(200);
  }
}
