import { brokenLog, forkedKeys, incompleteLog, unrest, violations } from './checks';
import { noticeOf, parcels, partitions, topics } from './contracts';
import { eventIdOf, Operator } from './operator';
import { calmAt, processNames, type Fault, type Plan, type ProcessName } from './plan';
import { databaseOf, Reader, readings, rowName, Service, type Common, type Running, type Trouble } from './service';
import { MemoryBroker } from './twins/memory-broker';
import { idOf, MemoryDatabase } from './twins/memory-database';
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
const destroys = new Set<Fault['kind']>(['tail-cut', 'lost-record', 'mangled-record', 'wiped-log', 'trimmed-log', 'old-database']);
/** So long is looked for a chance to do harm. */
const looksFor = 5_000;
/** Setting a database back takes its time, and so does finding out that it has to be. */
const setBackMs = 90_000;

/** Plays a plan on the real relay and units, and judges what came of it. */
export const play = async (plan: Plan, options: { readonly traced?: boolean } = {}): Promise<Outcome> => new Simulation(plan, options).play();

class Simulation {
  readonly #world: World;
  readonly #common: Common;
  readonly #services = new Map<ProcessName, Service>();
  readonly #operator: Operator;
  readonly #snapshots: ((whose: 'all' | 'owner' | 'reader') => void)[] = [];
  #reader: Reader | null = null;
  #calm = false;
  #restoring = false;
  /** Who led at the last look, and whoever led beside another. */
  #leading: readonly Service[] = [];
  readonly #rivals: string[] = [];
  /** How many records of the log the database knows nothing of, after it was set back and started as it was. */
  #forgotten = 0;
  /** The log was trimmed beyond what a unit had read. */
  #trimmed = false;

  constructor(private readonly plan: Plan, { traced = false }: { readonly traced?: boolean }) {
    this.#world = new World(plan.seed, { traced });
    const world = this.#world;
    const apart = plan.faults.some(({ kind }) => kind === 'old-database');
    this.#common = {
      world, database: new MemoryDatabase(world), reader: apart ? new MemoryDatabase(world) : null, broker: new MemoryBroker(world, topics, partitions),
      effects: [], rings: [], troubles: new Set<Trouble>(), version: 'first',
    };
    this.#operator = new Operator(this.#common, () => this.#running, (service) => this.#restart(service));
  }

  get #running(): readonly Running[] {
    return [...this.#services.values(), ...(this.#reader ? [this.#reader] : [])];
  }

  async play(): Promise<Outcome> {
    const { commands, faults } = this.plan;
    const world = this.#world;
    for (const name of processNames) this.#start(name);
    this.#startReader();
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
    const found = [
      ...this.#rivals,
      ...violations(this.#common),
      ...this.#undetected(),
      ...this.#needlessForks(),
      ...(whole ? [...brokenLog(this.#common), ...this.#falseAlarms()] : []),
      ...(destroyed.includes('lost-record') || this.#trimmed ? [] : incompleteLog(this.#common)),
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
    return this.#running.flatMap(({ process, relays, units }) => [
      `${process.name} relays: ${JSON.stringify(relays?.status())}`,
      ...units.map((unit) => `${process.name} ${JSON.stringify(unit.status())}`),
    ]);
  }

  #start(name: ProcessName): void {
    const service = new Service(this.#common, name);
    this.#services.set(name, service);
    service.start();
  }

  #startReader(): void {
    const { reader } = this.#common;
    if (!reader) return;
    this.#reader = new Reader(this.#common, reader);
    this.#reader.start();
  }

  #restart({ process }: Running): void {
    process.crash();
    const name = processNames.find((one) => one === process.name);
    this.#world.after(100, () => this.#startAgain(name));
  }

  /** None of the names: the reader. */
  #startAgain(name: ProcessName | undefined): void {
    if (this.#restoring || this.#operator.restoring || (name ? this.#services.get(name) : this.#reader)?.process.alive) return;
    if (name) this.#start(name);
    else this.#startReader();
  }

  /** The process, if it could do something now. */
  #living(name: ProcessName): Service | undefined {
    const service = this.#services.get(name);
    return service?.process.alive && !service.process.frozen ? service : undefined;
  }

  #lookAround(): void {
    const leading = [...this.#services.values()].filter(({ process, relays }) => process.alive && !process.frozen && relays.status().leader);
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
    this.#world.after(5_000, () => this.#moveOnceMore(new Set(this.#stillToMove())));
  }

  /** Until each of them has moved: a process may be started anew under the hands of whoever moves them. */
  #moveOnceMore(left: Set<string>): void {
    this.#calm = left.size === 0;
    if (this.#calm) return;
    for (const key of left) {
      void this.#living('one')?.command({ parcels: [key], thinks: 0, aborts: false, reminds: null, weighs: false }).then((moved) => moved && left.delete(key));
    }
    this.#world.after(2_000, () => this.#moveOnceMore(left));
  }

  /**
   * Life goes on, where only that shows what is gone: a record that is lost or can no longer be read, and a history that was forked, with the
   * next one of its key; a log that was trimmed at its front with the next one of the partition. A log that has lost its end shows by itself.
   */
  #stillToMove(): readonly string[] {
    const { faults } = this.plan;
    if (faults.some(({ kind }) => ['lost-record', 'mangled-record', 'old-database'].includes(kind))) return parcels;
    if (!this.#trimmed) return [];
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
        return this.#living(fault.process)?.process.obstruct({ at: 'statement', code: fault.code, done: fault.done });
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
      case 'shards':
        return this.#lookFor(() => this.#common.database.setShards(fault.to));
      case 'upgrade':
        return this.#upgrade();
      case 'wiped-log':
        broker.wipe();
        return broker.restart(200);
      case 'trimmed-log':
        return this.#lookFor(() => this.#trim());
      case 'old-database':
        return this.#setBack(fault);
    }
  }

  /** Tries again and again, for a while, to do what needs the right moment. */
  #lookFor(chance: () => boolean, until = this.#world.now + looksFor): void {
    if (!chance() && this.#world.now < until) this.#world.after(20, () => this.#lookFor(chance, until));
  }

  /** One process after the other gets the next version. */
  #upgrade(): void {
    if (this.#common.version !== 'first') return;
    this.#common.version = 'weighing';
    processNames.forEach((name, at) => this.#world.after(at * 1_500, () => {
      const service = this.#services.get(name);
      if (service) this.#restart(service);
    }));
  }

  /** The log of a partition that a unit has not read to its end is gone. */
  #trim(): boolean {
    const { broker } = this.#common;
    for (const topic of topics) {
      for (const { partition, high } of broker.peek(topic)) {
        const behind = readings(this.#common).some((unit) => (databaseOf(this.#common, unit).offsets.rows.get(idOf(rowName(unit), topic, partition))?.next ?? 0n) < high);
        if (!behind) continue;
        broker.trim(topic, partition);
        this.#world.tell(() => `${topic}/${partition} was trimmed up to ${high}`);
        this.#trimmed = true;
        return true;
      }
    }
    return false;
  }

  #foreign(): number {
    const { database, broker } = this.#common;
    const known = new Set([...database.events.rows.values()].map(({ eventId }) => eventId));
    return topics.flatMap((topic) => broker.peek(topic).flatMap(({ records }) => records)).filter((record) => !known.has(eventIdOf(record))).length;
  }

  /** Units may have seen what the database has forgotten: then it has to be named. */
  #undetected(): string[] {
    if (this.#operator.done.includes('restore')) return [];
    return this.#forgotten > 0 ? [`not detected: the log has ${this.#forgotten} records that the database has forgotten`] : [];
  }

  /** Where every database is of the same time, and nothing ran before the log was made anew, nobody has seen what is forgotten. */
  #needlessForks(): string[] {
    const apart = this.plan.faults.some((fault) => fault.kind === 'old-database' && fault.whose !== 'reader' && !(fault.whose === 'all' && fault.byOps));
    return apart ? [] : readings(this.#common).flatMap((unit) => [...forkedKeys(this.#common, unit)].map((place) => `fork: ${place} in ${unit}`));
  }

  /** Nothing was destroyed, and yet something was said to be missing. */
  #falseAlarms(): string[] {
    return this.#operator.done.filter((remedy) => /^(resync|restore|republish)/.test(remedy)).map((remedy) => `false alarm: ${remedy}`);
  }

  #snapshot(): void {
    const { database, reader, effects, rings } = this.#common;
    const copies = [database, ...(reader ? [reader] : [])].map((of) => ({ of, tables: of.tables.map((table) => ({ table, rows: new Map(table.rows) })) }));
    const [before, ringsBefore] = [effects.length, rings.length];
    this.#snapshots.push((whose) => {
      const back = (of: MemoryDatabase): boolean => whose === 'all' || (whose === 'owner') === (of === database);
      for (const { tables } of copies.filter(({ of }) => back(of))) {
        for (const { table, rows } of tables) {
          table.rows.clear();
          for (const [id, row] of rows) table.rows.set(id, row);
        }
      }
      const kept = effects.slice(before).filter(({ unit }) => !back(databaseOf(this.#common, unit)));
      effects.splice(before, effects.length, ...kept);
      if (back(database)) rings.length = ringsBefore;
    });
  }

  /** Nobody is connected to a database that is being set back. */
  #setBack({ whose, byOps }: { readonly whose: 'all' | 'owner' | 'reader'; readonly byOps: boolean }): void {
    this.#restoring = true;
    for (const { process } of this.#running) process.crash();
    this.#world.after(6_000, () => {
      this.#restoring = false;
      this.#world.leapt += setBackMs;
      this.#snapshots.shift()?.(whose);
      if (byOps) this.#operator.refill();
      else this.#forgotten = this.#foreign();
      for (const name of [...processNames, undefined]) this.#startAgain(name);
    });
  }
}
