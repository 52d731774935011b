import type { Branches } from '@aftercare/auth';
import { branchParam, statement, type Tx } from '@aftercare/event-store';
import { ImportKinds, lookingAhead, type Judging, type Keeping } from '@aftercare/imports';
import { Injectable } from '@nestjs/common';
import { PastRepairStore } from '../persistence/past-repair.store';
import { PastSurveyStore } from '../persistence/past-survey.store';
import { TicketStore } from '../persistence/ticket.store';
import { describedKinds, kindsOf, type KindName, type Register } from './kinds';
import { pastPaperId, pastRepairs, pastSurveys } from './past-papers';
import { pastTicketId, pastTickets } from './past-tickets';

const registers = statement(
  'import-registers',
  `SELECT 'branch' AS register, id AS code FROM branch WHERE $1::text[] IS NULL OR id = ANY ($1)
   UNION ALL SELECT 'staff', id FROM staff UNION ALL SELECT 'dealer', code FROM dealer`,
);
const faults = statement('import-faults', 'SELECT code, family_code AS family FROM fault_code');
const ticketsNamed = statement('import-tickets-named', 'SELECT number, branch_id AS "branchId" FROM ticket WHERE number = ANY ($1)');
const today = statement('import-today', 'SELECT max((business_now() AT TIME ZONE zone)::date)::text AS today FROM branch');
const named = statement(
  'import-named',
  `SELECT 'customer' AS register, code, NULL AS id FROM customer WHERE code = ANY ($1)
   UNION ALL SELECT 'device', serial, NULL FROM device WHERE serial = ANY ($1)
   UNION ALL SELECT 'tickets', number, id::text FROM ticket WHERE number = ANY ($1)
   UNION ALL SELECT 'repairs', number, id::text FROM past_repair WHERE number = ANY ($1)
   UNION ALL SELECT 'surveys', number, id::text FROM past_survey WHERE number = ANY ($1)`,
);

/** Which row of a source has a number, by its kind. */
const idsOf: Readonly<Record<KindName, (source: string, number: string) => string>> = {
  tickets: pastTicketId, repairs: (source, number) => pastPaperId('repair', source, number), surveys: (source, number) => pastPaperId('survey', source, number),
};

/** The tables that this service takes in: tickets of an earlier system, and the repairs and questionnaires that they had there. What their rows may name is what directory has told so far. */
@Injectable()
export class TicketKinds extends ImportKinds {
  readonly described = describedKinds;
  readonly keeping: Readonly<Record<KindName, Keeping>>;

  constructor(tickets: TicketStore, repairs: PastRepairStore, surveys: PastSurveyStore) {
    super();
    const ofBranches = (put: Keeping['put']): Keeping => ({ together: false, shared: false, put });
    this.keeping = { tickets: ofBranches(pastTickets(tickets)), repairs: ofBranches(pastRepairs(repairs)), surveys: ofBranches(pastSurveys(surveys)) };
  }

  async judging(tx: Tx, reach: Branches, kind: KindName, source: string): Promise<Judging> {
    const held = new Set((await tx.query<{ register: Register; code: string }>(registers, [branchParam(reach)])).map(({ register, code }) => `${register} ${code}`));
    const familyOf = new Map((await tx.query<{ code: string; family: string }>(faults)).map(({ code, family }) => [code, family]));
    const [{ today: now } = { today: '' }] = await tx.query<{ today: string }>(today);
    let ahead = new Map<string, string | null>();
    let branchOf = new Map<string, string>();
    const look = async (texts: readonly string[]): Promise<void> => {
      branchOf = new Map((await tx.query<{ number: string; branchId: string }>(ticketsNamed, [texts])).map(({ number, branchId }) => [number, branchId]));
      // A number is told apart from those of all branches.
      await tx.within('*');
      ahead = new Map((await tx.query<{ register: Register | KindName; code: string; id: string | null }>(named, [texts])).map(({ register, code, id }) => [`${register} ${code}`, id]));
      await tx.within(reach);
    };
    return {
      kind: kindsOf({
        has: (register, code) => (register === 'ticket' ? branchOf.has(code) : register === 'fault_code' ? familyOf.has(code) : held.has(`${register} ${code}`) || ahead.has(`${register} ${code}`)),
        isFree: (number) => [undefined, idsOf[kind](source, number)].includes(ahead.get(`${kind} ${number}`) ?? undefined),
        branchOf: (ticket) => branchOf.get(ticket) ?? null,
        familyOf: (fault) => familyOf.get(fault) ?? null,
        today: now,
      })[kind],
      watching: (table) => lookingAhead(table, look),
      own: null,
    };
  }
}
