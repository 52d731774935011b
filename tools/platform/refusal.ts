/** Something the user can put right: printed as one line, without a stack. The words name the thing, the rule and the remedy. */
export class Refusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Refusal';
  }
}

/** Ends the process for an error of any kind: a refusal in one line, anything else with its stack. */
export function exitWith(error: unknown): never {
  process.stderr.write(error instanceof Refusal ? `error: ${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
