import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, day, instant, nullable, oneOf, uuid, zone } from '../fields';

/**
 * A questionnaire of an earlier system was brought in: sent about a ticket, and answered or not. What was written on it stays there. Said again when an answer is told
 * that had not come then. Its own time is that of the day on which it was sent.
 */
export const SurveyImportedV1 = defineEvent({
  type: 'aftercare.tickets.survey.imported.v1',
  meaning: { zh: '从原系统导入了一份满意度问卷', en: 'A questionnaire of an earlier system was brought in' },
  keyField: 'surveyId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    surveyId: uuid(),
    /** The branch of the ticket. */
    branchId: code(),
    /** As it was there. */
    number: code(),
    /** Which system or habit of sheets it comes from. */
    source: code(),
    ticketId: uuid(),
    /** Who was asked. */
    partyRole: nullable(oneOf('end_customer', 'dealer')),
    sentOn: day(),
    /** `null`: no answer has come. */
    answeredOn: nullable(day()),
    /** 1 to 5; from 4 on he is satisfied. */
    score: nullable(Type.Integer({ minimum: 1, maximum: 5 })),
    /** 0 to 10. */
    wouldRecommend: nullable(Type.Integer({ minimum: 0, maximum: 10 })),
    zone: zone(),
    by: actor(),
    importedAt: instant(),
  },
  example: {
    surveyId: '019a5d5e-7c00-7000-8000-0000000000b1', branchId: 'BR05', number: 'SV-HZ-2025-000012', source: 'erp', ticketId: '019a5d5e-7c00-7000-8000-000000000001', partyRole: 'end_customer', sentOn: '2025-09-06',
    answeredOn: '2025-09-07', score: 5, wouldRecommend: 9, zone: 'Asia/Shanghai', by: 'ST002', importedAt: '2026-07-01T01:15:30.000Z',
  },
});
export type SurveyImportedV1 = DataOf<typeof SurveyImportedV1>;
