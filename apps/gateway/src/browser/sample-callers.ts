/** Numbers to try the desk with, a customer's of each branch; none where no sample is on file. */
export class SampleCallers {
  readonly #numbers: ReadonlyMap<string, string>;

  /** `BR01=19900001003 BR02=19900001000` */
  constructor(said = '') {
    this.#numbers = new Map(said.split(' ').map((pair) => pair.split('=') as [string, string]));
  }

  /** For somebody of these branches; `*`: of all. */
  for(branches: readonly string[] | '*'): string | null {
    const own = branches === '*' ? [...this.#numbers.keys()] : branches;
    return own.map((branch) => this.#numbers.get(branch)).find((number) => number !== undefined) ?? null;
  }
}
