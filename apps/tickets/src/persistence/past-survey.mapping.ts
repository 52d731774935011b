import { EntitySchema } from 'typeorm';
import { PastSurvey } from '../domain/past-survey';

export const pastSurveyMapping = new EntitySchema<PastSurvey>({
  name: 'past_survey',
  target: PastSurvey,
  columns: {
    id: { type: 'uuid', primary: true },
    branchId: { type: 'text', name: 'branch_id' },
    number: { type: 'text' },
    source: { type: 'text' },
    ticketId: { type: 'uuid', name: 'ticket_id' },
    partyRole: { type: 'text', name: 'party_role', nullable: true },
    sentOn: { type: 'date', name: 'sent_on' },
    answeredOn: { type: 'date', name: 'answered_on', nullable: true },
    score: { type: 'int', nullable: true },
    wouldRecommend: { type: 'int', name: 'would_recommend', nullable: true },
    zone: { type: 'text' },
    version: { type: 'int' },
  },
});
