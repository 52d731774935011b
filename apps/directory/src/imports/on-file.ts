import type { Branches } from '@aftercare/auth';
import { statement, type Tx } from '@aftercare/event-store';
import { halfWidth, typedText, type SheetRow, type Table, type Values } from '@aftercare/tables';
import type { References, Register } from './kinds';

const registers = statement(
  'import-registers',
  `SELECT 'branch' AS register, branch_id AS code, branch_id AS branch FROM branch
   UNION ALL SELECT 'staff', staff_id, branch_id FROM staff
   UNION ALL SELECT 'calendar', calendar_code, NULL FROM calendar`,
);
const cities = statement('import-cities', 'SELECT branch_id, kind, city, area_code FROM branch ORDER BY branch_id');
const customersByCode = statement('import-customer-codes', 'SELECT code FROM customer WHERE code = ANY ($1)');

/** Rows that are looked ahead for the customers they name: there are too many customers to hold all of them. */
const window = 500;
const customerCode = /^CU\d{5,9}$/;

/** What the rows of a file may refer to: what is on file within the importer's reach, and rows of the file itself. */
export class OnFile implements References {
  readonly #codes = new Map<string, Map<string, string | null>>();
  readonly #areas = new Map<string, string>();
  readonly #branchesByCity = new Map<string, string>();
  #customers: ReadonlySet<string> = new Set();
  #within: { readonly register: Register; readonly codes: { has(code: string): boolean }; readonly asked: Set<string> } | null = null;

  private constructor(
    private readonly tx: Tx,
    private readonly reach: Branches,
  ) {}

  /** As it stands at this moment of the transaction. */
  static async in(tx: Tx, reach: Branches): Promise<OnFile> {
    const known = new OnFile(tx, reach);
    for (const { register, code, branch } of await tx.query<{ register: Register; code: string; branch: string | null }>(registers)) {
      known.#codes.set(register, (known.#codes.get(register) ?? new Map<string, string | null>()).set(code, branch));
    }
    // Everybody may know which area code a city has.
    await tx.within('*');
    for (const { branch_id, kind, city, area_code } of await tx.query<{ branch_id: string; kind: string; city: string; area_code: string | null }>(cities)) {
      if (area_code !== null) known.#areas.set(city, area_code).set(branch_id, area_code);
      if (kind === 'branch' && known.has('branch', branch_id) && !known.#branchesByCity.has(city)) known.#branchesByCity.set(city, branch_id);
    }
    await tx.within(reach);
    return known;
  }

  readonly has = (register: Register, code: string): boolean => {
    if (this.#codes.get(register)?.has(code) ?? (register === 'customer' && this.#customers.has(code))) return true;
    if (this.#within?.register !== register) return false;
    this.#within.asked.add(code);
    return this.#within.codes.has(code);
  };

  readonly areaCode = (city: string): string | undefined => this.#areas.get(city);

  readonly branchFor = ({ dealer_code = '', city = '' }: Values): string | undefined =>
    this.#codes.get('dealer')?.get(dealer_code) ?? this.#branchesByCity.get(city) ?? (this.reach !== '*' && this.reach.length === 1 ? this.reach[0] : undefined);

  readonly everywhere = (): boolean => this.reach === '*';

  /** From here on rows may also refer to these codes of the file itself; gives what has been asked for since. */
  among(register: Register, codes: { has(code: string): boolean }): Set<string> {
    const asked = new Set<string>();
    this.#within = { register, codes, asked };
    return asked;
  }

  /** The table, with the customers that its rows name looked up before a row is given out. */
  watching(table: Table): Table {
    return { ...table, rows: () => this.#lookedUp(table.rows()) };
  }

  async *#lookedUp(rows: AsyncGenerator<SheetRow>): AsyncGenerator<SheetRow> {
    for (let ahead = await take(rows); ahead.length > 0; ahead = await take(rows)) {
      const codes = ahead.flatMap(({ cells }) => cells.map(({ text }) => halfWidth(typedText(text)).toUpperCase())).filter((text) => customerCode.test(text));
      // Asked even for nothing: a transaction that says nothing for ten seconds is ended.
      this.#customers = new Set((await this.tx.query<{ code: string }>(customersByCode, [codes])).map(({ code }) => code));
      yield* ahead;
    }
  }
}

const take = async (rows: AsyncGenerator<SheetRow>): Promise<SheetRow[]> => {
  const taken: SheetRow[] = [];
  while (taken.length < window) {
    const { done, value } = await rows.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
};
