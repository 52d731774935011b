/** Something the user can put right: printed as one line, without a stack. The words name the thing, the rule and the remedy. */
export class Refusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Refusal';
  }
}

/** Ends the process for an error of any kind: what the user can put right in one line, anything else with its stack. */
export function exitWith(error: unknown): never {
  const words = error instanceof Refusal ? error.message : diskProblem(error);
  process.stderr.write(words !== null ? `error: ${words}\n` : `${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

/** What a disk or folder refused at any moment, in words; null for every other error. */
export function diskProblem(error: unknown): string | null {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  switch (code) {
    case 'EROFS': return `${path} lies on a read-only disk: ${elsewhere}`;
    case 'EACCES':
    case 'EPERM': return `${path} may not be written by this user: change its owner, or ${elsewhere}`;
    case 'ENOSPC':
    case 'EDQUOT': return `the disk ${path === undefined ? '' : `of ${path} `}is full: free 1 GB, or ${elsewhere}`;
    case 'ENOTDIR':
    case 'EEXIST': return `${path} is, or lies below, a file: ${elsewhere}`;
    default: return null;
  }
}

export const elsewhere = 'set AFTERCARE_DATA to another folder';
