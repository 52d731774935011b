import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KafkaLimits, UnitLimits } from '@aftercare/event-bus';
import { eventually } from '@aftercare/testing';
import { Chain } from '../rig/chain';
import type { Servers } from '../rig/servers';
import { WorkerProcess } from '../rig/worker-process';
import type { Verdict } from '../src/checker';
import type { Death } from '../src/awaits';
import type { ClerkOptions, Order } from '../src/clerk';
import { instrumented, type AwaitName } from './list';

export const roles = ['writer', 'clerk', 'reader'] as const;
export type Role = (typeof roles)[number];

/** What the clerk is asked for. All of it may be asked for again, however far it came. */
export interface Errand {
  readonly call: string;
  readonly argument: unknown;
}

/** So that pauses and retries are seen within seconds. */
const limits: Partial<UnitLimits> = {
  firstRetryMs: 200, longestRetryMs: 1_000, retries: 1_000, pollMs: 200, idlePollMs: 500,
  isolateAfterMs: 300, restMs: 2_000,
  outage: { keys: 10, windowMs: 20_000, firstPauseMs: 500, longestPauseMs: 1_000 },
};
/** Each death of a reader costs its groups a session, and each end in good order a fetch, which lasts a third of one. */
const kafka: KafkaLimits = { answerMs: 4_000, sessionMs: 2_000 };

/** The same for all stages. */
let texts: string | null = null;

type Hits = Readonly<Record<AwaitName, number>>;

/** A chain whose processes have a failpoint at each await of `event-store` and `event-bus`, and a clerk besides. */
export class Stage {
  /** What was asked of the clerk since the last rest. */
  readonly errands: Errand[] = [];
  /** Everything that commands and timers were to write, once each. */
  readonly wanted = new Set<string>();
  #clerk: WorkerProcess | null = null;
  #clerks = 0;

  private constructor(
    readonly chain: Chain,
    private readonly folder: string,
  ) {}

  static async open(servers: Servers): Promise<Stage> {
    const folder = join(servers.folder, 'awaits');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'texts.json'), (texts ??= JSON.stringify(instrumented())));
    const stage = new Stage(await Chain.start(servers, { limits, kafka, awaits: folder }), folder);
    await stage.start('clerk');
    return stage;
  }

  async close(): Promise<void> {
    if (this.#clerk?.running) await this.#clerk.kill();
    await this.chain.close();
  }

  living(role: Role): WorkerProcess | null {
    const { writers, readers } = this.chain;
    const all = { writer: writers, reader: readers, clerk: this.#clerk ? [this.#clerk] : [] };
    return all[role].findLast(({ running }) => running) ?? null;
  }

  /** The newest one that lives. */
  worker(role: Role): WorkerProcess {
    const found = this.living(role);
    if (!found) throw new Error(`no ${role} lives`);
    return found;
  }

  async start(role: Role): Promise<WorkerProcess> {
    if (role === 'writer') return this.chain.startWriter();
    if (role === 'reader') return this.chain.startReader();
    const { chain } = this;
    const name = `clerk-${chain.tag}-${++this.#clerks}`;
    const options: ClerkOptions = { databaseUrl: chain.url('depot'), brokers: chain.servers.proxiedBrokers, tag: chain.tag, kafka, awaits: this.folder };
    return (this.#clerk = await WorkerProcess.start('clerk.js', name, options, join(chain.servers.folder, `${name}.log`)));
  }

  async order(call: 'open' | 'take' | 'move' | 'refuse', order: Order): Promise<void> {
    if (call !== 'refuse') for (const write of [order.write, ...(order.remind && order.remind.inMs === 0 ? [order.remind.write] : [])]) this.wanted.add(write);
    await this.errand(call, order);
  }

  /** Several in one command, or by commands that go together. */
  async orders(call: 'takeAll' | 'moveAll', orders: readonly Order[]): Promise<void> {
    for (const { write, comesTo } of orders) if (!comesTo) this.wanted.add(write);
    await this.errand(call, orders);
  }

  async errand(call: string, argument: unknown = null): Promise<void> {
    this.errands.push({ call, argument });
    await this.worker('clerk').call(call, argument);
  }

  /** Enough for every await to be come to soon; each rest replays all of it. */
  async write(): Promise<void> {
    await this.chain.write({ perSecond: 20 });
  }

  /** Somebody takes the place of whoever died. */
  async replace(): Promise<void> {
    this.chain.servers.heal();
    for (const role of roles) if (!this.living(role)) await this.start(role);
    await this.write();
  }

  /** Asks the clerk for everything again, lets all come to rest, and judges it; also that each command and each timer took effect once. */
  async rest(): Promise<Verdict> {
    for (const { call, argument } of this.errands.splice(0)) await this.worker('clerk').call(call, argument);
    await this.chain.stopWriting();
    const twice: string[] = [];
    await eventually(async () => {
      const rows = await this.chain.query<{ write: string; times: number }>('depot', `SELECT convert_from(payload, 'UTF8')::json ->> 'write' AS write, count(*)::int AS times FROM event GROUP BY 1`);
      const times = new Map(rows.map(({ write, times: n }) => [write, n]));
      expect([...this.wanted].filter((write) => !times.has(write))).toEqual([]);
      twice.push(...[...this.wanted].filter((write) => times.get(write) !== 1).map((write) => `command or timer ${write} took effect twice`));
    }, { within: 20_000 });
    await this.chain.quiet();
    const verdict = await this.chain.judge();
    return { ...verdict, twice: [...verdict.twice, ...twice] };
  }

  /** As `eventually`, but gives up without a word when the victim has died: nobody may do any more what is waited for. */
  async until(check: () => unknown): Promise<void> {
    await eventually(async () => this.died || (await check()), { within: 20_000 });
  }

  /** So often each await was reached by the worker; by the one that ended last when there is none. */
  async hits(worker: WorkerProcess): Promise<Hits> {
    return worker.running ? worker.call<Hits>('awaits') : (JSON.parse(readFileSync(join(this.folder, 'last.json'), 'utf8')) as Hits);
  }

  /** The next process to start will die there. */
  armNext(death: Death): void {
    writeFileSync(join(this.folder, 'death.json'), JSON.stringify(death));
  }

  get died(): boolean {
    return existsSync(join(this.folder, 'died'));
  }

  disarm(): void {
    for (const file of ['died', 'death.json']) rmSync(join(this.folder, file), { force: true });
  }
}
