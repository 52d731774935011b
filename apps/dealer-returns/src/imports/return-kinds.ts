import type { Branches } from '@aftercare/auth';
import { statement, type Tx } from '@aftercare/event-store';
import { ImportKinds, lookingAhead, type Judging, type Keeping } from '@aftercare/imports';
import { Injectable } from '@nestjs/common';
import { ObligationStore } from '../persistence/obligation.store';
import { describedKinds, kindsOf, type KindName } from './kinds';
import { pastObligationId, pastObligations } from './past-obligations';

const registers = statement('import-registers', "SELECT 'dealer' AS register, code FROM dealer UNION ALL SELECT 'staff', id FROM staff");
const today = statement('import-today', 'SELECT max((business_now() AT TIME ZONE zone)::date)::text AS today FROM branch');
const notes = statement('import-notes', 'SELECT number, dealer_code AS "dealerCode" FROM past_note WHERE number = ANY ($1)');
// A number is told apart from those of all branches.
const numbers = statement('import-obligation-numbers', 'SELECT number, id::text FROM obligation WHERE number = ANY ($1)');

/** The tables that this service takes in: what dealers owed and owe of old parts in an earlier system. */
@Injectable()
export class ReturnKinds extends ImportKinds {
  readonly described = describedKinds;
  readonly keeping: Readonly<Record<KindName, Keeping>>;

  constructor(obligations: ObligationStore) {
    super();
    this.keeping = { obligations: { together: false, shared: false, put: pastObligations(obligations) } };
  }

  async judging(tx: Tx, reach: Branches, kind: KindName, source: string): Promise<Judging> {
    const onFile = new Set((await tx.query<{ register: string; code: string }>(registers)).map(({ register, code }) => `${register} ${code}`));
    const [{ today: now } = { today: '' }] = await tx.query<{ today: string }>(today);
    let dealers = new Map<string, string | null>();
    let holders = new Map<string, string>();
    const look = async (texts: readonly string[]): Promise<void> => {
      dealers = new Map((await tx.query<{ number: string; dealerCode: string | null }>(notes, [texts])).map(({ number, dealerCode }) => [number, dealerCode]));
      await tx.within('*');
      holders = new Map((await tx.query<{ number: string; id: string }>(numbers, [texts])).map(({ number, id }) => [number, id]));
      await tx.within(reach);
    };
    return {
      kind: kindsOf({
        has: (register, code) => (register === 'note' ? dealers.has(code) : onFile.has(`${register} ${code}`)),
        dealerOf: (note) => dealers.get(note) ?? null,
        isFree: (number) => [undefined, pastObligationId(source, number)].includes(holders.get(number)),
        today: now,
      })[kind],
      watching: (table) => lookingAhead(table, look),
      own: null,
    };
  }
}
