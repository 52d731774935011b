import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { Imports } from '../import/imports.ts';
import type { ShownImport } from '../import/imports.ts';
import { signIn } from '../sign-in.ts';
import { readJson } from './files.ts';
import { Refusal } from './refusal.ts';
import { sampleDir, urlOf } from './services.ts';
import type { Addresses, ServiceName } from './services.ts';

interface SampleTable { readonly service: ServiceName; readonly kind: string; readonly file: string; readonly history?: true }

/** The tables that one service keeps, of the factory as it stands or of its past. */
export interface SamplePart {
  readonly name: string;
  readonly tables: readonly SampleTable[];
}

/** What can be imported while just these services run, in the order in which it builds on each other: everything refers to what directory keeps. */
export function samplePartsFor(running: (service: ServiceName) => boolean, { history: withPast }: { readonly history: boolean }): readonly SamplePart[] {
  const tables = JSON.parse(readFileSync(join(sampleDir, 'tables.json'), 'utf8')) as SampleTable[];
  const nameOf = ({ service, history }: SampleTable): string => (history ? `${service} history` : service);
  const canBeTaken = ({ service, history }: SampleTable): boolean => running('issuer') && running('gateway') && running('directory') && running(service) && (withPast || !history);
  const taken = tables.filter(canBeTaken);
  return [...new Set(taken.map(nameOf))].map((name) => ({ name, tables: taken.filter((table) => nameOf(table) === name) }));
}

/** Of each branch the number of a customer who has bought a device of late, from the dealer of the branch who comes first, as on the sign-in page. */
export function sampleCallers(): Readonly<Record<string, string>> {
  const dealers = new Map(rowsOf('dealers.csv').toReversed().map(({ branch_code, dealer_code }) => [branch_code, dealer_code]));
  const customers = new Map(rowsOf('customers.csv').map((customer) => [customer.customer_code, customer]));
  const sold = rowsOf('devices.csv').sort(({ installed_on: one = '' }, { installed_on: other = '' }) => one.localeCompare(other));
  return Object.fromEntries(sold.flatMap(({ customer_code, dealer_code }) => {
    const owner = customers.get(customer_code);
    return owner && dealers.get(owner.branch_code) === dealer_code ? [[owner.branch_code, owner.phone]] : [];
  }));
}

const rowsOf = (file: string): Record<string, string>[] => parse(readFileSync(join(sampleDir, file)), { columns: true });

/**
 * Imports a part of the sample factory as an administrator would, through the gateway; gives the number of rows that changed something.
 * What is on file already changes nothing.
 */
export async function importSample({ tables }: SamplePart, addresses: Addresses): Promise<number> {
  const people = readJson<Record<string, { role: string; password: string }>>(join(addresses.issuerData, 'people.json')) ?? {};
  const [code, admin] = Object.entries(people).find(([, { role }]) => role === 'admin') ?? [];
  if (code === undefined || admin === undefined) throw new Refusal('示例工厂没有可导入它的管理员 · the sample factory has no administrator who could import it');
  const token = await signIn({ issuer: urlOf(addresses, 'issuer'), username: code, password: admin.password });
  let changed = 0;
  for (const { service, kind, file } of tables) {
    const imports = new Imports(`${urlOf(addresses, 'gateway')}/api/${service}`, token);
    const { id, rejected, firstRejected: [first] } = await sent(imports, kind, join(sampleDir, file));
    if (rejected > 0) throw new Refusal(`${file}：${rejected} 行被拒绝 · ${file}: ${rejected} rows are refused, the first is row ${first?.row} (${first?.reason} ${first?.field})`);
    changed += (await imports.apply(id)).changed;
  }
  return changed;
}

/** So long one service may take to hear of what another has on file, on a machine that others use as well. */
const hearsayMs = 120_000;

/** Judged by what the service has heard of the others; sent again while it still may hear of what it misses. */
async function sent(imports: Imports, kind: string, file: string): Promise<ShownImport> {
  for (const until = performance.now() + hearsayMs; ;) {
    const shown = await imports.send(kind, file, 'sample');
    if (shown.rejected === 0 || shown.firstRejected.some(({ reason }) => reason !== 'UNKNOWN_REFERENCE') || performance.now() > until) return shown;
    await delay(200);
  }
}
