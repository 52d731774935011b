import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ShownImport } from '@aftercare/imports';
import { eventually, type ServiceUnderTest } from '@aftercare/testing';
import type { KindName } from './imports/kinds';

export const factory = resolve(__dirname, '../../../deploy/sample');
/** The factory's tables of this service in the order in which they can be imported. */
export const tables = (JSON.parse(readFileSync(join(factory, 'tables.json'), 'utf8')) as readonly { readonly service: string; readonly kind: KindName; readonly file: string }[])
  .filter(({ service }) => service === 'directory');

/** Sends a file as its bytes. */
export const send = async (directory: ServiceUnderTest, kind: KindName, file: string, bytes: Uint8Array = readFileSync(join(factory, file)), who: Parameters<ServiceUnderTest['as']>[0] = 'admin') =>
  (await directory.as(who)).post<ShownImport & { readonly type: string; readonly detail: string }>(
    `/imports?${new URLSearchParams({ kind, file: file.replace(/^.*\//, '') }).toString()}`, new Uint8Array(bytes), { headers: { 'content-type': 'application/octet-stream' } });

/** Puts what was accepted on file, to the end. */
export const apply = async (directory: ServiceUnderTest, id: string): Promise<ShownImport> => {
  const admin = await directory.as('admin');
  const { status, body } = await admin.post<ShownImport>(`/imports/${id}/apply`, {});
  if (status !== 200) throw new Error(JSON.stringify(body));
  return eventually(async () => {
    const { body: shown } = await admin.get<ShownImport>(`/imports/${id}`);
    if (shown.state !== 'applied') throw new Error(`the import is ${shown.state}`);
    return shown;
  });
};

/** The factory on file, as a first start has it; all of its tables, or these. */
export const importFactory = async (directory: ServiceUnderTest, ...kinds: readonly KindName[]): Promise<void> => {
  for (const { kind, file } of tables) {
    if (kinds.length > 0 && !kinds.includes(kind)) continue;
    const { status, body } = await send(directory, kind, file);
    if (status !== 201 || body.rejected > 0) throw new Error(`${file}: ${JSON.stringify(body)}`);
    await apply(directory, body.id);
  }
};
