import { systemPrincipal } from '@aftercare/auth';
import { statement, type Database, type Tx } from '@aftercare/event-store';
import { UnauthorizedException } from '@nestjs/common';
import type { BrowserConfig } from '../config';
import { GrantEnded, type IdentityProvider, type Tokens } from './identity-provider';
import { idOf, newSecret, seal, unseal } from './sealing';

/** The cookie stands for no session any more: it idled, ended, was signed out, or never was one. Answered as 401. */
export class SessionEnded extends UnauthorizedException {
  readonly code = 'session.ended';

  constructor() {
    super('session.ended');
  }
}

export interface Session {
  /** Stands for the session, but opens nothing. */
  readonly id: string;
  readonly subject: string;
  readonly tokens: Tokens;
  readonly endsAt: Date;
}

interface Row {
  readonly subject: string;
  readonly sealed: Buffer;
  readonly endsAt: Date;
  readonly expiring: boolean;
  readonly unseen: boolean;
}

// Sessions end by real time, whatever the business clock says.
const begin = statement(
  'session-begin',
  `INSERT INTO browser_session (id, subject, sealed, access_until, seen_at, ends_at)
   VALUES ($1, $2, $3, clock_timestamp() + make_interval(secs => $4), clock_timestamp(), clock_timestamp() + make_interval(mins => $5))`,
);
const find = statement(
  'session-find',
  `SELECT subject, sealed, ends_at AS "endsAt", access_until < clock_timestamp() + interval '1 minute' AS expiring, seen_at < clock_timestamp() - interval '1 minute' AS unseen
     FROM browser_session WHERE id = $1 AND ends_at > clock_timestamp() AND seen_at > clock_timestamp() - make_interval(mins => $2)`,
);
const alive = statement(
  'session-alive',
  `SELECT encode(id, 'hex') AS id FROM browser_session WHERE id = ANY($1) AND ends_at > clock_timestamp() AND seen_at > clock_timestamp() - make_interval(mins => $2)`,
);
const lock = statement('session-lock', 'SELECT FROM browser_session WHERE id = $1 FOR UPDATE');
const touch = statement('session-touch', 'UPDATE browser_session SET seen_at = clock_timestamp() WHERE id = $1');
const renew = statement('session-renew', 'UPDATE browser_session SET sealed = $2, access_until = clock_timestamp() + make_interval(secs => $3) WHERE id = $1');
const end = statement('session-end', 'DELETE FROM browser_session WHERE id = $1');
const endAll = statement('session-end-all', 'DELETE FROM browser_session WHERE subject = $1');
const forget = statement('session-forget', 'DELETE FROM browser_session WHERE ends_at < clock_timestamp() OR seen_at < clock_timestamp() - make_interval(mins => $1)');

const system = { principal: systemPrincipal('gateway', []), branches: [] } as const;
const tenMinutes = 600_000;

/**
 * Who is signed in by browser, in the database: a restart ends no session, and a session that was ended is ended at every gateway at once.
 * It ends by itself after idling, or at its absolute end.
 */
export class Sessions {
  readonly #idle: number;
  readonly #longest: number;
  readonly #renewals = new Map<string, Promise<Session>>();
  #cleaning: NodeJS.Timeout | undefined;
  #round: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly provider: IdentityProvider,
    { SESSION_IDLE_MINUTES, SESSION_HOURS }: Pick<BrowserConfig, 'SESSION_IDLE_MINUTES' | 'SESSION_HOURS'>,
  ) {
    this.#idle = SESSION_IDLE_MINUTES;
    this.#longest = SESSION_HOURS * 60;
  }

  /** A new session; the secret is for the browser's cookie and is kept nowhere else. */
  async begin(subject: string, tokens: Tokens): Promise<string> {
    const secret = newSecret();
    await this.#write((tx) => tx.query(begin, [idOf(secret), subject, seal(secret, tokens), tokens.expiresIn, this.#longest]));
    return secret;
  }

  /**
   * The session of a cookie, with an access token that is good for a while yet. `touch`: a person did something, so it does not idle.
   * Throws `SessionEnded`.
   */
  async find(secret: string, options: { readonly touch: boolean }): Promise<Session> {
    const id = idOf(secret);
    const row = await this.#write(async (tx) => {
      const [found] = await tx.query<Row>(find, [id, this.#idle]);
      if (found?.unseen && options.touch) await tx.query(touch, [id]);
      return found;
    });
    if (!row) throw new SessionEnded();
    return row.expiring ? this.#renewed(secret) : sessionOf(row, secret);
  }

  /** Which of these sessions have not ended. */
  async alive(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const found = await this.#write((tx) => tx.query<{ id: string }>(alive, [[...new Set(ids)].map((id) => Buffer.from(id, 'hex')), this.#idle]));
    return new Set(found.map(({ id }) => id));
  }

  /** Ends the session of a cookie; gives what it was, when it still was one. */
  async end(secret: string): Promise<Session | null> {
    return this.#write(async (tx) => {
      const [row] = await tx.query<Row>(find, [idOf(secret), this.#idle]);
      await tx.query(end, [idOf(secret)]);
      return row ? sessionOf(row, secret) : null;
    });
  }

  /** Ends every session of a person, in every browser. */
  async endAll(subject: string): Promise<void> {
    await this.#write((tx) => tx.query(endAll, [subject]));
  }

  /** For readiness: throws while the database cannot be asked. */
  async check(): Promise<null> {
    await this.#write((tx) => tx.query('SELECT 1'));
    return null;
  }

  /** From here on it is cleaned up from time to time. */
  start(): void {
    const clean = () => { this.#round = this.#write((tx) => tx.query(forget, [this.#idle])).catch(() => undefined); };
    clean();
    this.#cleaning = setInterval(clean, tenMinutes);
  }

  async stop(): Promise<void> {
    clearInterval(this.#cleaning);
    await this.#round;
    await this.database.close();
  }

  /** Many requests of a browser come at once: one of them asks the provider, the others wait for it. */
  #renewed(secret: string): Promise<Session> {
    const known = this.#renewals.get(secret);
    if (known) return known;
    const renewal = this.#renew(secret).finally(() => this.#renewals.delete(secret));
    this.#renewals.set(secret, renewal);
    return renewal;
  }

  /** Under the row's lock, which all gateways share: a refresh token that is used twice ends everything that came of it. */
  async #renew(secret: string): Promise<Session> {
    const id = idOf(secret);
    const renewed = await this.#write(async (tx) => {
      await tx.query(lock, [id]);
      const [row] = await tx.query<Row>(find, [id, this.#idle]);
      if (!row) return null;
      const session = sessionOf(row, secret);
      if (!row.expiring) return session;
      try {
        const tokens = await this.provider.refresh(session.tokens);
        await tx.query(renew, [id, seal(secret, tokens), tokens.expiresIn]);
        return { ...session, tokens };
      } catch (error) {
        if (!(error instanceof GrantEnded)) throw error;
        await tx.query(end, [id]);
        return null;
      }
    });
    if (renewed === null) throw new SessionEnded();
    return renewed;
  }

  #write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.withTx(system, work);
  }
}

const sessionOf = ({ subject, sealed, endsAt }: Row, secret: string): Session => ({ id: idOf(secret).toString('hex'), subject, endsAt, tokens: unseal<Tokens>(secret, sealed) });
