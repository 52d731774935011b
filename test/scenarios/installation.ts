import { join } from 'node:path';
import { mechanismTables } from '@aftercare/event-store';
import { eventually, request, startSystem } from '@aftercare/testing';
import type { RunningSystem } from '@aftercare/testing';
import pg from 'pg';
import { readJson } from '../../tools/platform/files.ts';
import { schemaOwners } from '../../tools/platform/services.ts';
import { signIn } from '../../tools/sign-in.ts';
import { routes } from '../../tools/scenarios/owners.ts';
import type { Owner } from '../../tools/scenarios/owners.ts';

export type Http = ReturnType<typeof request>;

/** One line of the audit. */
export interface AuditRow {
  readonly service: string;
  readonly actor: string;
  readonly action: string;
  readonly outcome: string;
  readonly code: string | null;
}

type People = Readonly<Record<string, { readonly role: string; readonly password: string }>>;

/** A fresh installation of its own, asked through its gateway as a person would; the database is looked into only for what no route tells. */
export class Installation {
  readonly #system: RunningSystem;
  readonly #client: pg.Client;
  readonly #people: People;
  readonly #signedIn = new Map<string, Promise<Http>>();
  #owners: ReadonlySet<Owner> = new Set();
  #tables: readonly { readonly schema: string; readonly table: string }[] = [];

  private constructor(system: RunningSystem) {
    this.#system = system;
    this.#client = new pg.Client({ connectionString: system.databaseUrl, application_name: 'aftercare scenarios' });
    this.#people = readJson<People>(join(system.folder, 'data/issuer/people.json')) ?? {};
  }

  /** The sample factory without its past, on free ports and in a folder of its own; its clock begins at `from`. */
  static async start(from: Date): Promise<Installation> {
    const system = await startSystem({ args: ['--no-history'], env: { APP_PROFILE: 'test', TEST_CLOCK_FROM: from.toISOString() } });
    const installation = new Installation(system);
    try {
      await installation.#client.connect();
      installation.#owners = await ownersIn(request(system.gateway));
      installation.#tables = await tablesThatTell(installation.#client, mechanismTables);
      await installation.rest();
    } catch (error) {
      await installation.stop();
      throw error;
    }
    return installation;
  }

  exists(owner: Owner): boolean {
    return this.#owners.has(owner);
  }

  /** The routes as this person may use them, with a token of the issuer. */
  as(code: string): Promise<Http> {
    const known = this.#signedIn.get(code) ?? this.#signIn(code);
    this.#signedIn.set(code, known);
    return known;
  }

  /** Somebody of the sample who reads everything and changes nothing: who looks up facts that no actor is named for. */
  reader(): Promise<Http> {
    const auditor = Object.keys(this.#people).find((code) => this.#people[code]?.role === 'auditor');
    if (auditor === undefined) throw new Error('the sample factory has no auditor, who could read what scenarios state');
    return this.as(auditor);
  }

  /** Business time runs to this instant, stopping at every timer on the way. */
  advanceTo(instant: Date): Promise<void> {
    return this.#system.advanceTo(instant).catch((cause: Error) => { throw new Error(`it did not come to rest: ${cause.message}`, { cause }); });
  }

  /** Everything that follows from what has been done so far has been done. */
  async rest(): Promise<void> {
    await this.advanceTo(new Date(0));
  }

  /** Every table of every service with what is in it, but for what a refusal may leave and what only keeps the machinery going. */
  async fingerprint(): Promise<ReadonlyMap<string, string>> {
    const parts = this.#tables.map(({ schema, table }) => {
      const name = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`;
      return `SELECT ${pg.escapeLiteral(`${schema}.${table}`)} AS "table", count(*) || ' rows, ' || coalesce(sum(hashtextextended(t::text, 0)), 0) AS content FROM ${name} t`;
    });
    const { rows } = await this.#client.query<{ table: string; content: string }>(parts.join(' UNION ALL '));
    return new Map(rows.map(({ table, content }) => [table, content]));
  }

  /** What the audit has gained since it had so many lines, by service. */
  async auditSince(before: ReadonlyMap<string, number>): Promise<readonly AuditRow[]> {
    const found: AuditRow[] = [];
    for (const schema of schemaOwners) {
      const { rows } = await this.#client.query<AuditRow>(
        `SELECT $2 AS service, actor, action, outcome, code FROM ${pg.escapeIdentifier(schema)}.audit ORDER BY id OFFSET $1`, [before.get(schema) ?? 0, schema]);
      found.push(...rows);
    }
    return found;
  }

  async auditLines(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const schema of schemaOwners) {
      const { rows: [row] } = await this.#client.query<{ lines: number }>(`SELECT count(*)::int AS lines FROM ${pg.escapeIdentifier(schema)}.audit`);
      counts.set(schema, row?.lines ?? 0);
    }
    return counts;
  }

  async stop(): Promise<void> {
    await this.#client.end();
    await this.#system.stop();
  }

  async #signIn(code: string): Promise<Http> {
    const person = this.#people[code];
    if (!person) throw new Error(`${code} cannot sign in: the issuer does not know such a person`);
    const token = await signIn({ issuer: this.#system.issuer, username: code, password: person.password });
    return request(`${this.#system.gateway}/api`, { token });
  }
}

/** Who has a route in this installation. A service that has not answered in time would pass for one that does not exist, so all have to. */
async function ownersIn(gateway: Http): Promise<ReadonlySet<Owner>> {
  const paths = await eventually(async () => {
    const { body } = await gateway.get<{ paths: Readonly<Record<string, unknown>>; tags: readonly { readonly name: string }[] }>('/docs/api/openapi.json');
    const silent = schemaOwners.filter((service) => !body.tags.some(({ name }) => name === service));
    if (silent.length > 0) throw new Error(`${silent.join(', ')} did not say which routes there are`);
    return Object.keys(body.paths);
  }, { within: 30_000 });
  return new Set((Object.keys(routes) as Owner[]).filter((owner) => paths.some((path) => path.startsWith(routes[owner]))));
}

/** Of the mechanism's tables those that say what happened or will happen count as well; where the log is read to does not, nor a refusal's line. */
const telling = ['event', 'timer', 'document_number', 'parked', 'held_key'];

async function tablesThatTell(client: pg.Client, mechanism: readonly string[]): Promise<{ schema: string; table: string }[]> {
  const { rows } = await client.query<{ schema: string; table: string }>(
    `SELECT n.nspname AS schema, c.relname AS "table" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT c.relname = ANY ($2) ORDER BY 1, 2`,
    [schemaOwners, mechanism.filter((table) => !telling.includes(table))]);
  return rows;
}
