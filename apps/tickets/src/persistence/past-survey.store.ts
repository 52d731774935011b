import { aggregateStore } from '@aftercare/event-store';
import type { PastSurvey, PastSurveyEvent } from '../domain/past-survey';
import { pastSurveyPublishes } from '../publishes';
import { pastSurveyMapping } from './past-survey.mapping';

/** Without timers: what was, waits for nothing. */
export class PastSurveyStore extends aggregateStore<PastSurvey, PastSurveyEvent>({ kind: 'past-survey', mapping: pastSurveyMapping, publishes: pastSurveyPublishes }) {}
