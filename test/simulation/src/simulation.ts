import { brokenLog, incompleteLog, unrest, violations } from './checks';
import { noticeOf, parcels, partitions, topics } from './contracts';
import { eventIdOf, Operator } from './operator';
import { calmAt, processNames, type Fault, type Plan, type ProcessName } from './plan';
import { Service, type Common, type Trouble } from './service';
import { MemoryBroker } from './twins/memory-broker';
import { MemoryDatabase } from './twins/memory-database';
import { World } from './world';

export interface Outcome {
  /** What must not be; none when all is well. */
  readonly violations: readonly string[];
  readonly steps: number;
  /** Virtual seconds until everything had come to rest. */
  readonly seconds: number;
  readonly events: number;
  readonly effects: number;
  /** What the operator was asked for. */
  readonly remedies: readonly string[];
  readonly trace: readonly string[];
}

/** So long may it take, once no fault comes any more. */
const patience = 10 * 60_000;
/** What these destroy comes back, or is asked for by name. */
const destroys = new Set<Fault['kind']>(['tail-cut', 'lost-record', 'mangled-record', 'wiped-log', 'old-database']);

/** Plays a plan on the real relay and units, and judges what came of it. */
export const play = async (plan: Plan, options: { readonly traced?: boolean } = {}): Promise<Outcome> => new Simulation(plan, options).play();

class Simulation {
  readonly #world: World;
  readonly #common: Common;
  readonly #services = new Map<ProcessName, Service>();
  readonly #operator: Operator;
  readonly #snapshots: { readonly at: number; readonly restore: () => void }[] = [];
  #calm = false;
  #restoring = false;
  /** Who led at the last look, and whoever led beside another. */
  #leading: readonly Service[] = [];
  readonly #rivals: string[] = [];
  /** How many records of the log the database knows nothing of, after it was set back. */
  #forgotten = 0;

  constructor(private readonly plan: Plan, { traced = false }: { readonly traced?: boolean }) {
    this.#world = new World(plan.seed, { traced });
    const world = this.#world;
    this.#common = { world, database: new MemoryDatabase(world), broker: new MemoryBroker(world, topics, partitions), effects: [], rings: [], troubles: new Set<Trouble>() };
    this.#operator = new Operator(this.#common, () => [...this.#services.values()], (service) => this.#restart(service.process.name as ProcessName));
  }

  async play(): Promise<Outcome> {
    const { commands, faults } = this.plan;
    const world = this.#world;
    for (const name of processNames) this.#start(name);
    for (const command of commands) world.after(command.at, () => void this.#living(command.process)?.command(command));
    for (const fault of faults) {
      if (fault.kind === 'old-database') world.after(fault.at - fault.ago, () => this.#snapshot());
      world.after(fault.at, () => this.#strike(fault));
    }
    this.#lookAround();
    world.after(calmAt, () => this.#calmDown());
    const rested = await world.run(() => this.#calm && unrest(this.#common) === null, calmAt + patience);
    const destroyed = faults.map(({ kind }) => kind).filter((kind) => destroys.has(kind));
    const whole = destroyed.length === 0;
    const found = this.#forgotten > 0 ? this.#undetected() : [
      ...this.#rivals,
      ...violations(this.#common),
      ...(whole ? [...brokenLog(this.#common), ...this.#falseAlarms()] : []),
      ...(destroyed.includes('lost-record') ? [] : incompleteLog(this.#common)),
    ];
    return {
      violations: rested ? found : [`no progress: ${unrest(this.#common)}`, ...this.#states(), ...found],
      steps: world.steps,
      seconds: world.now / 1_000,
      events: this.#common.database.events.rows.size,
      effects: this.#common.effects.length,
      remedies: this.#operator.done,
      trace: world.trace ?? [],
    };
  }

  #states(): string[] {
    return [...this.#services.values()].flatMap(({ process, relay, units }) => [
      `${process.name} relay: ${JSON.stringify(relay.status())}`,
      ...units.map((unit) => `${process.name} ${JSON.stringify(unit.status())}`),
    ]);
  }

  #start(name: ProcessName): void {
    const service = new Service(this.#common, name);
    this.#services.set(name, service);
    service.start();
  }

  #restart(name: ProcessName): void {
    this.#services.get(name)?.process.crash();
    this.#world.after(100, () => this.#startAgain(name));
  }

  #startAgain(name: ProcessName): void {
    if (!this.#restoring && !this.#services.get(name)?.process.alive) this.#start(name);
  }

  /** The process, if it could do something now. */
  #living(name: ProcessName): Service | undefined {
    const service = this.#services.get(name);
    return service?.process.alive && !service.process.frozen ? service : undefined;
  }

  #lookAround(): void {
    const leading = [...this.#services.values()].filter(({ process, relay }) => process.alive && !process.frozen && relay.status().leader);
    // An old leader may need a moment to find its session gone.
    const still = leading.filter((service) => this.#leading.includes(service));
    if (still.length > 1) this.#rivals.push(`two leaders: ${still.map(({ process }) => process.name).join(' and ')} since ${this.#world.now - 3_000}`);
    this.#leading = leading;
    this.#operator.lookAround();
    this.#world.after(3_000, () => this.#lookAround());
  }

  /** No fault any more, and what is gone comes back. */
  #calmDown(): void {
    const { broker, troubles } = this.#common;
    this.#world.tell(() => 'calm');
    troubles.clear();
    broker.refused.clear();
    for (const name of processNames) {
      this.#services.get(name)?.process.thaw();
      this.#startAgain(name);
    }
    this.#world.after(5_000, () => {
      const last = this.#stillToMove().map(async (key) => this.#living('one')?.command({ parcels: [key], thinks: 0, aborts: false, reminds: null }));
      void Promise.all(last).then(() => {
        this.#calm = true;
      });
    });
  }

  /**
   * Life goes on: a log that has lost its end is noticed with the next record of the partition. That a single record is lost, or can no
   * longer be read, is noticed with the next one of its key.
   */
  #stillToMove(): readonly string[] {
    if (this.plan.faults.some(({ kind }) => kind === 'lost-record' || kind === 'mangled-record')) return parcels;
    const { broker } = this.#common;
    const touched = new Set<string>();
    return parcels.filter((parcel) => {
      const before = touched.size;
      touched.add(`parcel ${broker.partitionOf(parcel, partitions)}`).add(`notice ${broker.partitionOf(noticeOf(parcel), partitions)}`);
      return touched.size > before;
    });
  }

  #strike(fault: Fault): void {
    const { broker, troubles } = this.#common;
    const world = this.#world;
    world.tell(() => `FAULT ${JSON.stringify(fault)}`);
    switch (fault.kind) {
      case 'crash': {
        const service = this.#services.get(fault.process);
        service?.process.crash();
        return world.after(fault.backAfter, () => this.#startAgain(fault.process));
      }
      case 'freeze': {
        const process = this.#living(fault.process)?.process;
        process?.freeze();
        return world.after(fault.ms, () => process?.thaw());
      }
      case 'statement':
        return this.#living(fault.process)?.process.obstruct({ at: 'statement', code: fault.code });
      case 'commit':
        return this.#living(fault.process)?.process.obstruct({ at: 'commit', done: fault.done });
      case 'publish':
        return this.#living(fault.process)?.process.obstruct({ at: 'publish', copies: fault.copies, partly: fault.partly, answered: fault.answered });
      case 'rebalance':
        return broker.rebalanceAll();
      case 'broker-restart':
        return broker.restart(fault.ms);
      case 'handler': {
        const trouble: Trouble = fault;
        troubles.add(trouble);
        return world.after(fault.ms, () => void troubles.delete(trouble));
      }
      case 'refused-key':
        broker.refused.add(fault.key);
        return world.after(fault.ms, () => void broker.refused.delete(fault.key));
      case 'tail-cut':
        broker.cut(fault.topic, fault.partition, fault.count);
        return fault.noticed ? broker.restart(200) : undefined;
      case 'lost-record': {
        const newest = broker.peek(fault.topic)[fault.partition]?.records.at(-1);
        if (newest) broker.lose(fault.topic, fault.partition, newest.offset);
        return;
      }
      case 'mangled-record':
        return broker.mangle(fault.topic, fault.partition);
      case 'wiped-log':
        broker.wipe();
        return broker.restart(200);
      case 'old-database':
        return this.#restoreSnapshot();
    }
  }

  #foreign(): number {
    const { database, broker } = this.#common;
    const known = new Set([...database.events.rows.values()].map(({ eventId }) => eventId));
    return topics.flatMap((topic) => broker.peek(topic).flatMap(({ records }) => records)).filter((record) => !known.has(eventIdOf(record))).length;
  }

  /** Readers may have seen what the database has forgotten, so nothing can be repaired: all that is promised is that it is noticed. */
  #undetected(): string[] {
    return this.#operator.done.includes('restore') ? [] : [`not detected: the log has ${this.#forgotten} records that the database has forgotten`];
  }

  /** Nothing was destroyed, and yet something was said to be missing. */
  #falseAlarms(): string[] {
    return this.#operator.done.filter((remedy) => /^(resync|restore|republish)/.test(remedy)).map((remedy) => `false alarm: ${remedy}`);
  }

  #snapshot(): void {
    const { database, effects, rings } = this.#common;
    const tables = database.tables.map((table) => ({ table, rows: new Map(table.rows) }));
    const counts = [effects.length, rings.length] as const;
    this.#snapshots.push({
      at: this.#world.now,
      restore: () => {
        for (const { table, rows } of tables) {
          table.rows.clear();
          for (const [id, row] of rows) table.rows.set(id, row);
        }
        [effects.length, rings.length] = counts;
      },
    });
  }

  /** Nobody is connected to a database that is being restored. */
  #restoreSnapshot(): void {
    this.#restoring = true;
    for (const service of this.#services.values()) service.process.crash();
    this.#world.after(6_000, () => {
      this.#restoring = false;
      this.#snapshots.shift()?.restore();
      this.#forgotten = this.#foreign();
      for (const name of processNames) this.#startAgain(name);
    });
  }
}
