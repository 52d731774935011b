import { RuleViolation } from '@aftercare/kernel';

export const importStates = ['judged', 'applying', 'applied'] as const;
export type ImportState = (typeof importStates)[number];

/** What a file came to, as far as the rules ask. */
export interface ImportFacts {
  readonly state: ImportState;
  readonly rejected: number;
  /** Its headers; none once its rows were deleted. */
  readonly header: readonly string[];
}

/** How the rows of a kind get on file. */
export interface KindFacts {
  /** Its rows make one whole, which is not there when a row is missing. */
  readonly together: boolean;
  /** All branches share it. */
  readonly shared: boolean;
}

/** Whether a file of this kind may be brought in by somebody who works for these branches. */
export const mayImport = ({ shared }: KindFacts, everywhere: boolean): void => {
  if (shared && !everywhere) throw new RuleViolation('import.shared-table');
};

/** Whether the accepted rows may get on file. `false`: they are already, or on their way. */
export const startsApplying = ({ state, rejected, header }: ImportFacts, { together }: KindFacts): boolean => {
  if (together && rejected > 0) throw new RuleViolation('import.incomplete', { rejected });
  if (state === 'judged' && header.length === 0) throw new RuleViolation('import.forgotten');
  return state === 'judged';
};

/** Whether a file that comes again is judged again: not while its rows get on file, nor when all of them are and can be shown. */
export const judgedAgain = ({ state, rejected, header }: ImportFacts): boolean => state === 'judged' || (state === 'applied' && (rejected > 0 || header.length === 0));
