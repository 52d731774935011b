import { RuleViolation } from '@aftercare/kernel';
import type { Paper, Row } from './paper';

/** About sixty pages. What is longer is a file for a spreadsheet, which is never whole in memory. */
const limit = 2_000;

/** All rows of a paper that is to be printed. Throws `document.too-long`. */
export const printedRows = async ({ rows }: Paper): Promise<readonly Row[]> => {
  const printed: Row[] = [];
  for await (const row of rows) {
    if (printed.length === limit) throw new RuleViolation('document.too-long', { limit });
    printed.push(row);
  }
  return printed;
};
