import type { Column, Row } from '@aftercare/documents';
import type { statement } from '@aftercare/event-store';
import type { Text } from '@aftercare/kernel';

/** Counts that are no rate, as they are taken home; `ask` gets the branches (`null`: all) and the month, where the table has one. */
export interface Table<R extends object> {
  readonly name: string;
  readonly title: Text;
  readonly ask: (branches: readonly string[] | null, month: string | null) => { readonly statement: ReturnType<typeof statement>; readonly values: readonly unknown[] };
  readonly columns: readonly Column[];
  readonly row: (found: R) => Row;
}
