import { eventually } from '@aftercare/testing';
import { withClient } from './chain';
import type { Http, Insistence } from './insistence';

/** A file of rows that nobody else has, and where they get on file. */
export interface RowsFile {
  readonly service: 'directory' | 'tickets' | 'inventory' | 'dealer-returns';
  readonly kind: FileKind;
  /** The number by which each of its rows is on file. */
  readonly numbers: readonly string[];
  /** Of which system they are. */
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

/**
 * Of each kind: what is on file of these numbers, how many facts tell each of them, and in how many places others have heard of it. What lies where is no fact of its own but
 * a transfer in the ledger, and nobody is told of it.
 */
const onFile = {
  customers: `SELECT code AS number, (SELECT count(*) FROM directory.event e WHERE e.key = c.id::text)::int AS facts, (SELECT count(*) FROM tickets.customer t WHERE t.id = c.id)::int AS heard
                FROM directory.customer c WHERE code = ANY ($1)`,
  staff: `SELECT staff_id AS number, (SELECT count(*) FROM directory.event e WHERE e.key = staff_id)::int AS facts, (SELECT count(*) FROM tickets.staff t WHERE t.id = staff_id)::int AS heard
            FROM directory.staff WHERE staff_id = ANY ($1)`,
  dealers: `SELECT dealer_code AS number, (SELECT count(*) FROM directory.event e WHERE e.key = dealer_code)::int AS facts, (SELECT count(*) FROM inventory.dealer i WHERE i.code = dealer_code)::int AS heard
              FROM directory.dealer WHERE dealer_code = ANY ($1)`,
  devices: `SELECT serial AS number, (SELECT count(*) FROM directory.event e WHERE e.key = d.serial)::int AS facts, (SELECT count(*) FROM tickets.device t WHERE t.serial = d.serial)::int AS heard
              FROM directory.device d WHERE serial = ANY ($1)`,
  tickets: `SELECT number, (SELECT count(*) FROM tickets.event e WHERE e.key = t.id::text)::int AS facts, (SELECT count(*) FROM inventory.ticket i WHERE i.id = t.id)::int AS heard
              FROM tickets.ticket t WHERE number = ANY ($1)`,
  repairs: `SELECT number, (SELECT count(*) FROM tickets.event e WHERE e.key = r.id::text)::int AS facts, (SELECT count(*) FROM analytics.repair a WHERE a.repair_id = r.id)::int AS heard
              FROM tickets.past_repair r WHERE number = ANY ($1)`,
  surveys: `SELECT number, (SELECT count(*) FROM tickets.event e WHERE e.key = s.id::text)::int AS facts, (SELECT count(*) FROM analytics.survey a WHERE a.survey_id = s.id)::int AS heard
              FROM tickets.past_survey s WHERE number = ANY ($1)`,
  parts: `SELECT code AS number, (SELECT count(*) FROM inventory.event e WHERE e.key = p.code)::int AS facts, 1 AS heard
            FROM inventory.part p WHERE code = ANY ($1)`,
  stock: `SELECT b.part AS number, (SELECT count(*) FROM inventory.stock_transfer t WHERE t.document_id = 'WH-BR05:' || b.part || ':good')::int AS facts, b.on_hand AS heard
            FROM inventory.stock_balance b WHERE (b.location, b.bin) = ('WH-BR05', 'good') AND part = ANY ($1)`,
  shipments: `SELECT note_number AS number, (SELECT count(*) FROM inventory.event e WHERE e.key = s.id::text)::int AS facts, (SELECT count(*) FROM "dealer-returns".past_note n WHERE n.id = s.id)::int AS heard
                FROM inventory.past_shipment s WHERE note_number = ANY ($1)`,
  obligations: `SELECT number, (SELECT count(*) FROM "dealer-returns".event e WHERE e.key = o.id::text)::int AS facts, (SELECT count(*) FROM directory.document d WHERE (d.number, d.kind) = (o.number, 'obligation'))::int AS heard
                  FROM "dealer-returns".obligation o WHERE number = ANY ($1)`,
} as const satisfies Readonly<Record<string, string>>;
export type FileKind = keyof typeof onFile;

const digits = (n: number, length: number): string => String(n).padStart(length, '0');
/** `row` gives the rest of a row after its number. */
const file = (service: RowsFile['service'], kind: FileKind, nth: number, numbers: readonly string[], header: string, row: (number: string, at: number) => string): RowsFile => ({
  service, kind, numbers, source: `cut-${nth}`, bytes: Buffer.from([header, ...numbers.map((number, at) => row(number, at))].join('\n')),
});
const numbered = (rows: number, number: (at: number) => string): string[] => Array.from({ length: rows }, (_, at) => number(at));

/** Customers with a number of their own each. `nth` tells one file from another. */
export const customersFile = (nth: number, rows: number): RowsFile => file(
  'directory', 'customers', nth, numbered(rows, (at) => `CU${9_000_000 + nth * 10_000 + at}`), 'customer_code,name,phone,branch_code,class,consent_care,consent_marketing,consent_survey',
  (number, at) => `${number},样本${at},17${digits(nth * 10_000 + at, 9)},BR05,regular,no,no,no`,
);

export const ticketsFile = (nth: number, rows: number): RowsFile => file(
  'tickets', 'tickets', nth, numbered(rows, (at) => `TK-CUT-${nth}-${at}`), 'ticket_no,type,channel,branch_code,owner_code,opened_on,resolved_on,closed_on,state',
  (number) => `${number},inquiry,phone,BR05,ST030,2025-07-01,2025-07-02,2025-07-03,closed`,
);

/** Everything else that a service takes in row by row, of one branch: what was sent, repaired, asked and owed goes with the tickets of `tickets`. */
export const filesBeside = (nth: number, tickets: RowsFile): Readonly<Record<'staff' | 'dealers' | 'devices' | 'repairs' | 'surveys' | 'parts' | 'stock' | 'shipments' | 'obligations', RowsFile>> => {
  const rows = tickets.numbers.length;
  const ticket = (at: number): string => tickets.numbers[at]!;
  const coded = (letters: string, first: number): string[] => numbered(rows, (at) => `${letters}${first + at}`);
  const paper = (letters: string): string[] => numbered(rows, (at) => `${letters}-CUT-${nth}-${at}`);
  const [parts, notes] = [coded('PT', 100_000), paper('DN')];
  return {
    staff: file('directory', 'staff', nth, coded('ST', 100_000), 'staff_code,name,role,branch_code,manager_code,phone,active', (number, at) => `${number},样员${at},technician,BR05,ST029,18${digits(at, 9)},no`),
    dealers: file('directory', 'dealers', nth, coded('DL', 100_000), 'dealer_code,name,phone,branch_code,credit_limit,currency', (number, at) => `${number},样店${at},16${digits(at, 9)},BR05,100.00,CNY`),
    devices: file('directory', 'devices', nth, numbered(rows, (at) => `YG99${digits(at, 8)}`), 'serial,model_code,lot,made_on,dealer_code,installed_on', (number) => `${number},MD06,L2503-A,2025-03-01,DL005,2025-06-01`),
    repairs: file('tickets', 'repairs', nth, paper('RP'), 'repair_no,ticket_no,serial,fault_family,fault_code,branch_code,technician_code,opened_on,completed_on,state,parts_cost,labour_cost',
      (number, at) => `${number},${ticket(at)},YG2603000001,LEAK,LEAK-01,BR05,ST032,2025-07-01,2025-07-02,completed,10.00,20.00`),
    surveys: file('tickets', 'surveys', nth, paper('SV'), 'survey_no,ticket_no,branch_code,party_role,sent_on,answered_on,score,would_recommend', (number, at) => `${number},${ticket(at)},BR05,end_customer,2025-07-04,2025-07-05,5,9`),
    parts: file('inventory', 'parts', nth, parts, 'part_code,name,unit,price,currency,fits_models,returnable_old_part,return_days', (number, at) => `${number},样件${at},个,1.00,CNY,MD06,yes,15`),
    stock: file('inventory', 'stock', nth, parts, 'location_code,part_code,bin_kind,qty', (number) => `WH-BR05,${number},good,1`),
    shipments: file('inventory', 'shipments', nth, notes, 'note_no,ticket_no,from_location,dealer_code,carrier_code,tracking_no,part_code,qty_shipped,shipped_on,promised_on,arrived_on,qty_received',
      (number, at) => `${number},${ticket(at)},WH-BR05,DL005,CR01,KDA-CUT-${nth}-${at},PT039,1,2025-07-01,2025-07-02,2025-07-02,1`),
    obligations: file('dealer-returns', 'obligations', nth, paper('OB'), 'obligation_no,note_no,dealer_code,part_code,qty,opened_on,due_on,received_on,received_qty,state',
      (number, at) => `${number},${notes[at]!},DL005,PT039,1,2025-07-02,2025-07-17,2025-07-10,1,received`),
  };
};

/** The same rows, as somebody sends them who has saved the sheet once more: another file, and so an import of its own. */
export const savedAgain = (file: RowsFile): RowsFile => ({ ...file, bytes: Buffer.concat([file.bytes, Buffer.from('\n')]) });

/** Sends a file and asks for its rows. */
export const begin = async (insist: Insistence, admin: Http, { service, kind, source, bytes, numbers }: RowsFile): Promise<string> => {
  const path = `/${service}/imports?kind=${kind}&file=${kind}.csv&source=${source}`;
  const { id, accepted } = await insist.post<Import>(admin, path, new Uint8Array(bytes), { headers: { 'content-type': 'application/octet-stream' } });
  if (accepted !== numbers.length) throw new Error(`${accepted} of ${numbers.length} rows of ${kind} of ${source} were accepted`);
  await insist.post(admin, `/${service}/imports/${id}/apply`, {});
  return id;
};

/** All rows were gone through: by itself, however often it was cut off. Gives how many of them changed something. */
export const ended = async (admin: Http, { service, kind, numbers }: RowsFile, id: string): Promise<number> => {
  const { applied, changed } = await eventually(async () => {
    const { status, body } = await admin.get<Import>(`/${service}/imports/${id}`);
    if (status !== 200 || body.state !== 'applied') throw new Error(`${kind}: ${status} ${JSON.stringify(body)}`);
    return body;
  }, { within: 180_000 });
  if (applied !== numbers.length) throw new Error(`of ${numbers.length} ${kind} ${applied} were gone through`);
  return changed;
};

interface Row {
  readonly number: string;
  readonly facts: number;
  readonly heard: number;
}

/** Throws unless every row of these files is there once, was told once, and is known to those who hear of it. */
export const eachOnce = async (databaseUrl: string, files: readonly RowsFile[]): Promise<void> => {
  await withClient(databaseUrl, async (client) => {
    for (const { kind, numbers, source } of files) {
      const { rows } = await client.query<Row>(onFile[kind], [numbers]);
      const odd = rows.filter(({ facts, heard }) => facts !== 1 || heard !== 1);
      if (rows.length === numbers.length && new Set(rows.map(({ number }) => number)).size === rows.length && odd.length === 0) continue;
      throw new Error(`of ${numbers.length} ${kind} of ${source} ${rows.length} are on file; ${odd.length} were not told or heard once: ${JSON.stringify(odd.slice(0, 3))}`);
    }
  });
};
