import { goOnAfter, statement, type AggregateStore, type Tx } from '@aftercare/event-store';
import type { Keeping } from '@aftercare/imports';
import { derivedId, RuleViolation } from '@aftercare/kernel';
import type { Values } from '@aftercare/tables';
import { PastRepair, type PastRepairEvent, type RepairOutcome } from '../domain/past-repair';
import { PastSurvey, type PastSurveyEvent, type SurveyAnswer } from '../domain/past-survey';

/** Who applied the import stands there; its rows come one after the other, most of them by timer. */
const by = 'system:tickets';

/** What a paper of an earlier system was about, as it is on file here. */
interface About {
  readonly id: string;
  readonly ticketId: string;
  readonly branchId: string;
  readonly zone: string;
  readonly source: string;
  readonly number: string;
}

interface Holder {
  readonly id: string;
  readonly number: string;
}

const tickets = statement('past-papers-tickets', 'SELECT t.number, t.id, b.id AS "branchId", b.short_code AS "shortCode", b.zone FROM ticket t JOIN branch b ON b.id = t.branch_id WHERE t.number = ANY ($1)');
const repairsHeld = statement('past-repairs-held', 'SELECT id, number FROM past_repair WHERE number = ANY ($1)');
const surveysHeld = statement('past-surveys-held', 'SELECT id, number FROM past_survey WHERE number = ANY ($1)');

/** The kinds of papers: which column has their number, what their numbers begin with, and where they are on file. */
const papers = {
  repair: { column: 'repair_no', letters: 'RP', held: repairsHeld },
  survey: { column: 'survey_no', letters: 'SV', held: surveysHeld },
} as const;
export type Paper = keyof typeof papers;

/** The paper that a number of a source stands for: the same on every machine, however often its row comes. */
export const pastPaperId = (paper: Paper, source: string, number: string): string => derivedId(`past-${paper}`, source, number);

/** Rows that are new, each with what it is about, and those whose paper is on file; numbers of ours will go on after theirs. */
const sorted = async (tx: Tx, paper: Paper, rows: readonly Values[], source: string): Promise<{ fresh: { row: Values; about: About }[]; known: { row: Values; id: string }[] }> => {
  const { column, letters, held } = papers[paper];
  const ticketOf = new Map((await tx.query<{ number: string; id: string; branchId: string; shortCode: string; zone: string }>(tickets, [rows.map((row) => row['ticket_no'])])).map((ticket) => [ticket.number, ticket]));
  await goOnAfter(tx, letters, rows.map((row) => ({ ...ticketOf.get(row['ticket_no']!)!, number: row[column]! })));
  const holderOf = new Map((await tx.query<Holder>(held, [rows.map((row) => row[column])])).map(({ number, id }) => [number, id]));
  const fresh: { row: Values; about: About }[] = [];
  const known: { row: Values; id: string }[] = [];
  for (const row of rows) {
    const number = row[column]!;
    const id = pastPaperId(paper, source, number);
    const holder = holderOf.get(number);
    // Free when it was judged, and given to something else since.
    if (holder !== undefined && holder !== id) throw new RuleViolation('past-paper.number-taken', { number });
    const { id: ticketId, branchId, zone } = ticketOf.get(row['ticket_no']!)!;
    if (holder === undefined) fresh.push({ row, about: { id, ticketId, branchId, zone, source, number } });
    else known.push({ row, id });
  }
  return { fresh, known };
};

const orNull = (cell: string | undefined): string | null => cell || null;
const numberOrNull = (cell: string | undefined): number | null => (cell ? Number(cell) : null);

/** Puts repairs of an earlier system on file, as they stood there. One that is on file stays as it is, unless it was under way and its row says now how it ended. */
export const pastRepairs = (repairs: AggregateStore<PastRepair, PastRepairEvent>): Keeping['put'] => async (tx, rows, source) => {
  const { fresh, known } = await sorted(tx, 'repair', rows, source);
  let told = 0;
  for (const { row, id } of known) {
    told += await repairs.changeIn<number>(tx, id, (repair, { now }) => {
      const events = repair.told(outcomeOf(row), by, now);
      return { events, answer: events.length };
    });
  }
  await repairs.createAllIn(tx, ({ now }) => fresh.map(({ row, about }) => {
    const { repair, events } = PastRepair.fromHistory({
      ...about, ...outcomeOf(row), serial: row['serial']!, faultFamily: row['fault_family']!, faultCode: orNull(row['fault_code']), technicianId: orNull(row['technician_code']), openedOn: row['opened_on']!,
      reworkOverruled: row['rework_overruled'] === 'yes',
    }, by, now);
    return { aggregate: repair, events, answer: undefined, at: repair.openedAt };
  }));
  return fresh.length + told;
};

const outcomeOf = (row: Values): RepairOutcome => ({
  state: row['state'] as RepairOutcome['state'], completedOn: orNull(row['completed_on']), partsCost: orNull(row['parts_cost']), labourCost: orNull(row['labour_cost']),
});

/** Puts questionnaires of an earlier system on file. One that is on file stays as it is, unless it was unanswered and its row has an answer now. */
export const pastSurveys = (surveys: AggregateStore<PastSurvey, PastSurveyEvent>): Keeping['put'] => async (tx, rows, source) => {
  const { fresh, known } = await sorted(tx, 'survey', rows, source);
  let told = 0;
  for (const { row, id } of known) {
    told += await surveys.changeIn<number>(tx, id, (survey, { now }) => {
      const events = survey.told(answerOf(row), by, now);
      return { events, answer: events.length };
    });
  }
  await surveys.createAllIn(tx, ({ now }) => fresh.map(({ row, about }) => {
    const { survey, events } = PastSurvey.fromHistory({ ...about, ...answerOf(row), partyRole: orNull(row['party_role']) as PastSurvey['partyRole'], sentOn: row['sent_on']! }, by, now);
    return { aggregate: survey, events, answer: undefined, at: survey.sentAt };
  }));
  return fresh.length + told;
};

const answerOf = (row: Values): SurveyAnswer => ({ answeredOn: orNull(row['answered_on']), score: numberOrNull(row['score']), wouldRecommend: numberOrNull(row['would_recommend']) });
