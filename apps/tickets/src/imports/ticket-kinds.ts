import type { Branches } from '@aftercare/auth';
import { branchParam, statement, type Tx } from '@aftercare/event-store';
import { ImportKinds, lookingAhead, type Judging, type Keeping } from '@aftercare/imports';
import { Injectable } from '@nestjs/common';
import { TicketStore } from '../persistence/ticket.store';
import { describedKinds, kindsOf, type KindName, type Register } from './kinds';
import { pastTicketId, pastTickets } from './past-tickets';

const registers = statement(
  'import-registers',
  `SELECT 'branch' AS register, id AS code FROM branch WHERE $1::text[] IS NULL OR id = ANY ($1)
   UNION ALL SELECT 'staff', id FROM staff UNION ALL SELECT 'dealer', code FROM dealer UNION ALL SELECT 'fault_code', code FROM fault_code`,
);
const today = statement('import-today', 'SELECT max((business_now() AT TIME ZONE zone)::date)::text AS today FROM branch');
const named = statement(
  'import-named',
  `SELECT 'customer' AS register, code, NULL AS id FROM customer WHERE code = ANY ($1)
   UNION ALL SELECT 'device', serial, NULL FROM device WHERE serial = ANY ($1)
   UNION ALL SELECT 'number', number, id::text FROM ticket WHERE number = ANY ($1)`,
);

/** The tables that this service takes in: tickets of an earlier system. What their rows may name is what directory has told so far. */
@Injectable()
export class TicketKinds extends ImportKinds {
  readonly described = describedKinds;
  readonly keeping: Readonly<Record<KindName, Keeping>>;

  constructor(tickets: TicketStore) {
    super();
    this.keeping = { tickets: { together: false, shared: false, put: pastTickets(tickets) } };
  }

  async judging(tx: Tx, reach: Branches, kind: KindName, source: string): Promise<Judging> {
    const held = new Set((await tx.query<{ register: Register; code: string }>(registers, [branchParam(reach)])).map(({ register, code }) => `${register} ${code}`));
    const [{ today: now } = { today: '' }] = await tx.query<{ today: string }>(today);
    let ahead = new Map<string, string | null>();
    const look = async (texts: readonly string[]): Promise<void> => {
      // A number is told apart from those of all branches.
      await tx.within('*');
      ahead = new Map((await tx.query<{ register: Register | 'number'; code: string; id: string | null }>(named, [texts])).map(({ register, code, id }) => [`${register} ${code}`, id]));
      await tx.within(reach);
    };
    return {
      kind: kindsOf({
        has: (register, code) => held.has(`${register} ${code}`) || ahead.has(`${register} ${code}`),
        isFree: (number) => (ahead.get(`number ${number}`) ?? pastTicketId(source, number)) === pastTicketId(source, number),
        today: now,
      })[kind],
      watching: (table) => lookingAhead(table, look),
      own: null,
    };
  }
}
