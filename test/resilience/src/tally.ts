import type { ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import type { contractsOf, Moved } from './contracts';

const write = statement(
  'write-tally',
  `INSERT INTO tally AS t (key, moves, last) SELECT * FROM unnest($1::text[], $2::int[], $3::int[]) ON CONFLICT (key) DO UPDATE SET moves = t.moves + excluded.moves, last = excluded.last`,
);

/** A projection as a service has them: it can be rebuilt. One row per parcel: how many of its events took effect, and which was the last. */
export const tallyOf = ({ Moved }: Pick<ReturnType<typeof contractsOf>, 'Moved' | 'Noticed' | 'Stray'>) => {
  @Controller()
  class Tally {
    @Projects(Moved)
    async apply(events: readonly ReceivedEvent<Moved>[], tx: Tx): Promise<void> {
      const rows = new Map<string, { moves: number; last: number }>();
      for (const { key, sequence } of events) rows.set(key, { moves: (rows.get(key)?.moves ?? 0) + 1, last: sequence });
      const all = [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1));
      await tx.query(write, [all.map(([key]) => key), all.map(([, { moves }]) => moves), all.map(([, { last }]) => last)]);
    }
  }
  return Tally;
};
