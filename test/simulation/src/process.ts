import type { Surroundings } from '@aftercare/event-bus';
import type { World } from './world';

/** Something that goes wrong once, at the next chance after it was put in the way. */
export type Obstacle =
  /** A statement fails. Some codes mean that the connection is gone. `done`: what stands alone has taken effect all the same. */
  | { readonly at: 'statement'; readonly code: string; readonly done: boolean }
  /** COMMIT is done or not, and nobody is told. */
  | { readonly at: 'commit'; readonly done: boolean }
  /** A send is written as often as this, to all or only to some partitions, and its answer is lost unless it is `answered`. */
  | { readonly at: 'publish'; readonly copies: 0 | 1 | 2; readonly partly: boolean; readonly answered: boolean };

interface Call {
  readonly name: string;
  readonly effect: () => unknown;
}

/** Calls that have been sent may still arrive when their sender has died. */
const fateful = new Set(['commit', 'publish']);

/** A process of the system: it can die between any two of its steps, and stand still without noticing. */
export class Process {
  readonly surroundings: Surroundings;
  readonly #inFlight = new Set<Call>();
  readonly #obstacles: Obstacle[] = [];
  readonly #atDeath: (() => void)[] = [];
  readonly #atStandstill: { readonly ms: number; readonly notice: () => void }[] = [];
  /** How far its clock is off. */
  readonly #skew: number;
  #alive = true;
  /** What it will hear when it goes on. */
  #unheard: (() => void)[] | null = null;
  /** Counts how often it began to stand still. */
  #freezes = 0;

  constructor(
    readonly world: World,
    readonly name: string,
  ) {
    this.#skew = world.random.int(-2_000, 2_000);
    this.surroundings = { now: () => world.now, chance: () => world.random.next(), pause: (ms, signal) => this.#pause(ms, signal) };
  }

  /** An id for an event. */
  newId(): string {
    return this.world.random.uuid(this.world.wall + this.#skew);
  }

  get alive(): boolean {
    return this.#alive;
  }

  get frozen(): boolean {
    return this.#unheard !== null;
  }

  /** Asks something outside: it takes effect there after a while, and the answer comes if this process still hears it. */
  call<R>(name: string, effect: () => R | Promise<R>): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      if (!this.#alive) return;
      const call = { name, effect };
      this.#inFlight.add(call);
      this.world.after(this.world.latency(), () => {
        // Its sender died, and the call with it.
        if (!this.#inFlight.delete(call)) return;
        this.world.tell(() => `${this.name} ${name}`);
        void this.#answer(effect, resolve, reject);
      });
    });
  }

  async #answer<R>(effect: () => R | Promise<R>, resolve: (value: R) => void, reject: (error: unknown) => void): Promise<void> {
    try {
      const value = await effect();
      this.hear(() => resolve(value));
    } catch (error) {
      this.world.tell(() => `${this.name} … ${String(error)}`);
      this.hear(() => reject(error));
    }
  }

  /** Lets this process run on at once, or when it goes on, or never. */
  hear(goOn: () => void): void {
    if (!this.#alive) return;
    if (this.#unheard) this.#unheard.push(goOn);
    else goOn();
  }

  obstruct(obstacle: Obstacle): void {
    this.#obstacles.push(obstacle);
  }

  /** The obstacle that stands in the way here, if there is one; it strikes once. */
  meets<A extends Obstacle['at']>(at: A): (Obstacle & { readonly at: A }) | undefined {
    const index = this.#obstacles.findIndex((obstacle) => obstacle.at === at);
    if (index < 0) return undefined;
    const [obstacle] = this.#obstacles.splice(index, 1);
    this.world.tell(() => `${this.name} meets ${JSON.stringify(obstacle)}`);
    return obstacle as Obstacle & { readonly at: A };
  }

  /** What others notice of its death, after what they notice it by. */
  onDeath(notice: () => void): void {
    this.#atDeath.push(notice);
  }

  /** It is gone with all it had in its memory. What it sent last may arrive or not. */
  crash(): void {
    if (!this.#alive) return;
    const { random } = this.world;
    this.#alive = false;
    this.#unheard = null;
    for (const call of this.#inFlight) {
      if (fateful.has(call.name) && random.often(0.5)) this.world.after(this.world.latency(), () => void Promise.resolve().then(call.effect).catch(() => undefined));
    }
    this.#inFlight.clear();
    this.world.after(random.often(0.8) ? this.world.latency() : 5_000, () => {
      for (const notice of this.#atDeath) notice();
    });
  }

  /** What others do when it has stood still for so long. */
  onStandstill(ms: number, notice: () => void): void {
    this.#atStandstill.push({ ms, notice });
  }

  /** Stands still: its calls arrive and are answered, but it does not hear the answers. */
  freeze(): void {
    if (!this.#alive || this.frozen) return;
    this.#unheard = [];
    const freeze = (this.#freezes += 1);
    for (const { ms, notice } of this.#atStandstill) {
      this.world.after(ms, () => {
        if (this.#alive && this.frozen && this.#freezes === freeze) notice();
      });
    }
  }

  thaw(): void {
    const unheard = this.#unheard;
    this.#unheard = null;
    for (const goOn of unheard ?? []) this.world.after(0, () => this.hear(goOn));
  }

  #pause(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const end = (): void => {
        signal?.removeEventListener('abort', end);
        resolve();
      };
      signal?.addEventListener('abort', end);
      this.world.after(ms, () => this.hear(end));
    });
  }
}
