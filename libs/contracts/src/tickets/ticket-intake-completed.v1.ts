import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, nullable, oneOf, priority, uuid } from '../fields';

/**
 * It is known which device has which fault, why, and what the sender wants; urgency and impact have given the ticket its priority, and the
 * priority its limits. May come again when something turns out otherwise: the newest one holds.
 */
export const TicketIntakeCompletedV1 = defineEvent({
  type: 'aftercare.tickets.ticket.intake_completed.v1',
  meaning: { zh: '工单登记已完整：设备、故障、原因、期望结果与优先级', en: 'The intake of a ticket is complete: device, fault, cause, wanted result, priority' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ticketId: uuid(),
    branchId: code(),
    by: actor(),
    /** `null`: it is about no device. */
    serial: nullable(code()),
    faultCode: nullable(code()),
    urgency: priority(),
    impact: oneOf('low', 'normal', 'high'),
    priority: priority(),
    /** Real cause and wanted result, as they were written down: a note of directory. */
    noteId: uuid(),
    /** The policy that both limits were taken from; `null`, as they are: nothing is promised for this kind of ticket. */
    policyCode: nullable(code()),
    policyVersion: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 1_000_000 }))),
    /** Who sold the device; without one, whose customer it is. */
    dealerCode: Type.Optional(nullable(code())),
    /** Whether the device was covered on the day of the call; `null`: about no device. */
    warranty: Type.Optional(nullable(oneOf('in', 'out', 'unknown'))),
    responseDueAt: nullable(instant()),
    resolutionDueAt: nullable(instant()),
    completedAt: instant(),
  },
  example: {
    ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    branchId: 'BR05',
    by: 'ST030',
    serial: 'YG2603000407',
    faultCode: 'HEAT-01',
    urgency: 'high',
    impact: 'normal',
    priority: 'high',
    noteId: '019a5d5e-7c00-7000-8000-000000000004',
    policyCode: 'SP029',
    policyVersion: 1,
    dealerCode: 'DL017',
    warranty: 'in',
    responseDueAt: '2026-03-02T01:30:30.000Z',
    resolutionDueAt: '2026-03-03T01:15:30.000Z',
    completedAt: '2026-03-02T01:18:00.000Z',
  },
});
export type TicketIntakeCompletedV1 = DataOf<typeof TicketIntakeCompletedV1>;
