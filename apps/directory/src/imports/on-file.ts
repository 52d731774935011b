import type { Branches } from '@aftercare/auth';
import { statement, type Tx } from '@aftercare/event-store';
import { lookingAhead } from '@aftercare/imports';
import type { Table, Values } from '@aftercare/tables';
import type { References, Register } from './kinds';

const registers = statement(
  'import-registers',
  `SELECT 'branch' AS register, branch_id AS code, branch_id AS branch FROM branch
   UNION ALL SELECT 'short_code', short_code, branch_id FROM branch
   UNION ALL SELECT 'staff', staff_id, branch_id FROM staff
   UNION ALL SELECT 'dealer', dealer_code, branch_id FROM dealer
   UNION ALL SELECT 'calendar', calendar_code, NULL FROM calendar
   UNION ALL SELECT 'product_model', model_code, NULL FROM product_model
   UNION ALL SELECT 'fault_code', fault_code, NULL FROM fault_code`,
);
const cities = statement('import-cities', 'SELECT branch_id, kind, city, area_code FROM branch ORDER BY branch_id');
const customersByCode = statement('import-customer-codes', 'SELECT code, branch_id AS branch FROM customer WHERE code = ANY ($1)');
const devicesByCode = statement('import-device-codes', 'SELECT serial, authenticity_code, branch_id AS branch FROM device WHERE serial = ANY ($1) OR authenticity_code = ANY ($2)');

/** What there are too many of to hold all of them. */
const customerCode = /^CU\d{5,9}$/;
const serial = /^YG\d{10}$/;
const authenticityCode = /^\d{18}$/;

type Branch = string | null;

/** 杭州市 is 杭州. */
const bareCity = (city: string): string => city.replace(/市$/, '');

/** What the rows of a file may refer to: what is on file within the importer's reach, and rows of the file itself. */
export class OnFile implements References {
  /** By register and code: the branch that it belongs to; null is everybody's. */
  readonly #branches = new Map<string, Map<string, Branch>>();
  readonly #areas = new Map<string, string>();
  readonly #branchesByCity = new Map<string, string>();
  #factory: string | undefined;
  #serials = new Map<string, string>();
  #within: { readonly register: Register; readonly codes: { has(code: string): boolean }; readonly asked: Set<string> } | null = null;

  private constructor(
    private readonly tx: Tx,
    private readonly reach: Branches,
  ) {}

  /** As it stands at this moment of the transaction. */
  static async in(tx: Tx, reach: Branches): Promise<OnFile> {
    const known = new OnFile(tx, reach);
    await known.#everywhere(async () => {
      for (const { register, code, branch } of await tx.query<{ register: Register | 'short_code'; code: string; branch: Branch }>(registers)) known.#note(register, code, branch);
      for (const { branch_id, kind, city, area_code } of await tx.query<{ branch_id: string; kind: string; city: string; area_code: string | null }>(cities)) {
        if (area_code !== null) known.#areas.set(city, area_code).set(branch_id, area_code);
        if (kind === 'factory') known.#factory ??= branch_id;
        if (kind === 'branch' && known.has('branch', branch_id) && !known.#branchesByCity.has(city)) known.#branchesByCity.set(city, branch_id);
      }
    });
    return known;
  }

  readonly has = (register: Register, code: string): boolean => {
    const branch = this.#branches.get(register)?.get(code);
    if (branch !== undefined && this.#reaches(branch)) return true;
    if (this.#within?.register !== register) return false;
    this.#within.asked.add(code);
    return this.#within.codes.has(code);
  };

  readonly isFree = (register: Register, code: string): boolean => {
    const branch = this.#branches.get(register)?.get(code);
    return branch === undefined || this.#reaches(branch);
  };

  readonly areaCode = (city: string): string | undefined => this.#areas.get(city) ?? this.#areas.get(bareCity(city));

  readonly branchFor = ({ dealer_code = '', customer_code = '', city = '' }: Values): string | undefined =>
    this.#branches.get('customer')?.get(customer_code) ?? this.#branches.get('dealer')?.get(dealer_code) ?? this.#branchesByCity.get(city) ?? this.#branchesByCity.get(bareCity(city))
    ?? (this.reach === '*' ? this.#factory : this.reach.length === 1 ? this.reach[0] : undefined);

  readonly everywhere = (): boolean => this.reach === '*';

  readonly deviceWith = (code: string): string | undefined => this.#serials.get(code);

  readonly branchWith = (shortCode: string): string | undefined => this.#branches.get('short_code')?.get(shortCode) ?? undefined;

  /** From here on rows may also refer to these codes of the file itself; gives what has been asked for since. */
  among(register: Register, codes: { has(code: string): boolean }): Set<string> {
    const asked = new Set<string>();
    this.#within = { register, codes, asked };
    return asked;
  }

  /** The table, with what its rows name looked up before a row is given out. */
  watching(table: Table): Table {
    return lookingAhead(table, (texts) => this.#lookUp(texts));
  }

  async #lookUp(texts: readonly string[]): Promise<void> {
    const like = (shape: RegExp): string[] => texts.filter((text) => shape.test(text));
    this.#branches.delete('customer');
    this.#branches.delete('device');
    this.#serials = new Map();
    await this.#everywhere(async () => {
      for (const { code, branch } of await this.tx.query<{ code: string; branch: string }>(customersByCode, [like(customerCode)])) this.#note('customer', code, branch);
      for (const device of await this.tx.query<{ serial: string; authenticity_code: string | null; branch: string }>(devicesByCode, [like(serial), like(authenticityCode)])) {
        this.#note('device', device.serial, device.branch);
        if (device.authenticity_code !== null) this.#serials.set(device.authenticity_code, device.serial);
      }
    });
  }

  #note(register: Register | 'short_code', code: string, branch: Branch): void {
    this.#branches.set(register, (this.#branches.get(register) ?? new Map<string, Branch>()).set(code, branch));
  }

  #reaches(branch: Branch): boolean {
    return branch === null || this.reach === '*' || this.reach.includes(branch);
  }

  /** Codes are told apart from those of all branches; what is answered is within reach. */
  async #everywhere(look: () => Promise<void>): Promise<void> {
    await this.tx.within('*');
    await look();
    await this.tx.within(this.reach);
  }
}
