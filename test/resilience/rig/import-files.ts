import { eventually } from '@aftercare/testing';
import type { Http, Insistence } from './insistence';

/** A file of rows that nobody else has, and where they get on file. */
export interface RowsFile {
  readonly service: 'directory' | 'tickets';
  readonly kind: 'customers' | 'tickets';
  readonly rows: number;
  /** Of which system they are: what is on file of it is what this file has brought. */
  readonly source: string;
  readonly bytes: Buffer<ArrayBuffer>;
}
interface Import {
  readonly id: string;
  readonly state: string;
  readonly accepted: number;
  readonly applied: number;
  readonly changed: number;
}

const digits = (n: number, length: number): string => String(n).padStart(length, '0');
const sheet = (header: string, rows: number, row: (n: number) => string): Buffer<ArrayBuffer> => Buffer.from([header, ...Array.from({ length: rows }, (_, n) => row(n))].join('\n'));

/** Customers with a number of their own each. `nth` tells one file from another. */
export const customersFile = (nth: number, rows: number): RowsFile => ({
  service: 'directory', kind: 'customers', rows, source: `cut-${nth}`,
  bytes: sheet('customer_code,name,phone,branch_code,class,consent_care,consent_marketing,consent_survey', rows, (n) => `CU${9_000_000 + nth * 10_000 + n},样本${n},17${digits(nth * 10_000 + n, 9)},BR05,regular,no,no,no`),
});

export const ticketsFile = (nth: number, rows: number, branch: string, owner: string): RowsFile => ({
  service: 'tickets', kind: 'tickets', rows, source: `cut-${nth}`,
  bytes: sheet('ticket_no,type,channel,branch_code,owner_code,opened_on,resolved_on,closed_on,state', rows, (n) => `TK-CUT-${nth}-${n},inquiry,phone,${branch},${owner},2025-07-01,2025-07-02,2025-07-03,closed`),
});

/** Sends a file and asks for its rows. */
export const begin = async (insist: Insistence, admin: Http, { service, kind, source, bytes, rows }: RowsFile): Promise<string> => {
  const path = `/${service}/imports?kind=${kind}&file=${kind}.csv&source=${source}`;
  const { id, accepted } = await insist.post<Import>(admin, path, new Uint8Array(bytes), { headers: { 'content-type': 'application/octet-stream' } });
  if (accepted !== rows) throw new Error(`${accepted} of ${rows} rows of ${source} were accepted`);
  await insist.post(admin, `/${service}/imports/${id}/apply`, {});
  return id;
};

/** All rows were gone through: by itself, however often it was cut off. */
export const ended = async (admin: Http, { service, source, rows }: RowsFile, id: string): Promise<void> => {
  const { applied, changed } = await eventually(async () => {
    const { status, body } = await admin.get<Import>(`/${service}/imports/${id}`);
    if (status !== 200 || body.state !== 'applied') throw new Error(`${source}: ${status} ${JSON.stringify(body)}`);
    return body;
  }, { within: 180_000 });
  if (applied !== rows || changed !== rows) throw new Error(`of ${rows} rows of ${source} ${applied} were gone through and ${changed} changed something`);
};
