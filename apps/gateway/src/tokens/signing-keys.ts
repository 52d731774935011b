import { randomUUID } from 'node:crypto';
import { systemPrincipal } from '@aftercare/auth';
import { statement, type Database } from '@aftercare/event-store';
import { exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose';

export const algorithm = 'RS256';

const publish = statement('key-publish', 'INSERT INTO signing_key (id, public_key, seen_at) VALUES ($1, $2, clock_timestamp()) ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp()');
const list = statement('key-list', "SELECT public_key AS key FROM signing_key WHERE seen_at > clock_timestamp() - interval '10 minutes' ORDER BY id");
const forget = statement('key-forget', "DELETE FROM signing_key WHERE seen_at < clock_timestamp() - interval '1 hour'");
const system = { principal: systemPrincipal('gateway', []), branches: [] } as const;
const oftenMs = 60_000;

/**
 * The key of this process, made when it starts and never written down; and the public keys of all gateways, by which services know their tokens.
 * Without a database there is no other gateway.
 */
export class SigningKeys {
  readonly id = randomUUID();
  #saying: NodeJS.Timeout | undefined;
  #said: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly privateKey: CryptoKey,
    private readonly own: JWK,
    private readonly database: Database | null,
  ) {}

  /** Resolves when the key can be known by everybody. */
  static async open(database: Database | null): Promise<SigningKeys> {
    const { privateKey, publicKey } = await generateKeyPair(algorithm);
    const keys = new SigningKeys(privateKey, await exportJWK(publicKey), database);
    await keys.#say();
    return keys;
  }

  async all(): Promise<readonly JWK[]> {
    if (this.database === null) return [this.#shown()];
    return (await this.database.withTx(system, (tx) => tx.query<{ key: JWK }>(list))).map(({ key }) => key);
  }

  start(): void {
    this.#saying = setInterval(() => { this.#said = this.#say().catch(() => undefined); }, oftenMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#saying);
    await this.#said;
  }

  #shown(): JWK {
    return { ...this.own, kid: this.id, alg: algorithm, use: 'sig' };
  }

  async #say(): Promise<void> {
    await this.database?.withTx(system, async (tx) => {
      await tx.query(publish, [this.id, JSON.stringify(this.#shown())]);
      await tx.query(forget);
    });
  }
}
