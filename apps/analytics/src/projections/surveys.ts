import { SurveyImportedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

type Told = DataOf<typeof SurveyImportedV1>;

/** What a chunk says of each questionnaire, in the order that rows are locked in: its newest event says how it stands. */
export const surveysIn = (events: readonly ReceivedEvent<Told>[]): Told[] => [...new Map(events.map(({ data }) => [data.surveyId, data])).values()].toSorted((a, b) => (a.surveyId < b.surveyId ? -1 : 1));

const upsert = statement(
  'survey-view',
  `INSERT INTO survey (survey_id, branch_id, ticket_id, number, party_role, sent_on, answered_on, score)
   SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::date[], $7::date[], $8::int[])
   ON CONFLICT (survey_id) DO UPDATE SET answered_on = excluded.answered_on, score = excluded.score`,
);

/** Every questionnaire, and what was answered: what satisfaction is counted from. */
@Controller()
export class Surveys {
  @Projects(SurveyImportedV1)
  async apply(events: readonly ReceivedEvent<Told>[], tx: Tx): Promise<void> {
    const all = surveysIn(events);
    await tx.query(upsert, [
      all.map((s) => s.surveyId), all.map((s) => s.branchId), all.map((s) => s.ticketId), all.map((s) => s.number), all.map((s) => s.partyRole), all.map((s) => s.sentOn), all.map((s) => s.answeredOn), all.map((s) => s.score),
    ]);
  }
}
