import type { Branches } from '@aftercare/auth';
import type { Tx } from '@aftercare/event-store';
import { ImportKinds, type Judging } from '@aftercare/imports';
import { describedKinds, kindsOf, refersToItself, type KindName } from './kinds';
import { OnFile } from './on-file';
import { keeping } from './put-on-file';

/** The tables that the directory takes in. */
export class DirectoryKinds extends ImportKinds {
  readonly described = describedKinds;
  readonly keeping = keeping;

  async judging(tx: Tx, reach: Branches, kind: KindName): Promise<Judging> {
    const onFile = await OnFile.in(tx, reach);
    const own = refersToItself[kind];
    return {
      kind: kindsOf(onFile)[kind],
      watching: (table) => onFile.watching(table),
      own: own ? { column: own.column, among: (codes) => onFile.among(own.register, codes) } : null,
    };
  }
}
