import type { EntitySchema } from 'typeorm';
import { pastRepairMapping } from './past-repair.mapping';
import { pastSurveyMapping } from './past-survey.mapping';
import { ticketMapping } from './ticket.mapping';

/** Every aggregate of the service. */
export const mappings: readonly EntitySchema[] = [ticketMapping, pastRepairMapping, pastSurveyMapping];
