/** One line per step with its time. Steps may run side by side: each line is printed when its step is done. */
export class Progress {
  readonly #started = performance.now();

  /** `detail` says in a few words what came out. A step that fails prints nothing: its error will. */
  async step<T>(name: string, work: () => Promise<T>, detail: (result: T) => string = () => ''): Promise<T> {
    const start = performance.now();
    const result = await work();
    this.done(name, start, detail(result));
    return result;
  }

  /** The line of something that began at `start`, of `performance.now()`. */
  done(name: string, start: number, detail: string): void {
    this.note(`  ${name.padEnd(42)} ${seconds(performance.now() - start).padStart(6)} s  ${detail}`.trimEnd());
  }

  note(line: string): void {
    process.stdout.write(`${line}\n`);
  }

  get elapsedSeconds(): string {
    return seconds(performance.now() - this.#started);
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
