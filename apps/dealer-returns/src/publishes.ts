import {
  ObligationExplainedV1, ObligationImportedV1, ObligationIncurredV1, ObligationOverdueV1, ObligationReceivedV1, ObligationReducedV1, ObligationRemindedV1, ObligationWaivedV1, ObligationWaiverRejectedV1, PenaltyApprovedV1, PenaltyProposedV1,
  PenaltyRejectedV1, SurplusAssignedV1, SurplusHeldV1,
  type ContractEvent,
} from '@aftercare/contracts';
import type { ObligationEvent, ReturnObligation } from './domain/obligation';
import type { Penalty, PenaltyEvent } from './domain/penalty';
import type { Surplus, SurplusEvent } from './domain/surplus';

/** What the world outside hears of a duty to return an old part. */
export const obligationPublishes = (event: ObligationEvent, obligation: ReturnObligation): ContractEvent => {
  const { id: obligationId, branchId, number, dealerCode, noteId, noteNumber, ticketId, part, dueOn, state, openQty, waiver, onTime } = obligation;
  const base = { obligationId, branchId, number, dealerCode, noteId, noteNumber, ticketId, part, dueOn, state };
  const at = event.at.toISOString();
  switch (event.type) {
    case 'ObligationIncurred': {
      const { lineNo, shippedAs, qty, zone } = obligation;
      return ObligationIncurredV1.of({ ...base, lineNo, shippedAs, qty, zone, incurredAt: at });
    }
    case 'ObligationImported': {
      const { receivedQty, receivedOn, qty, zone } = obligation;
      const { source, incurredOn, waivedBy, waiveReason } = event.past;
      return ObligationImportedV1.of({ ...base, source, qty, receivedQty, openQty, incurredOn, receivedOn, onTime, waivedBy, waiveReason, zone, by: event.by, importedAt: at });
    }
    case 'ObligationReminded':
      return ObligationRemindedV1.of({ ...base, openQty, remindedAt: at });
    case 'ObligationOverdue':
      return ObligationOverdueV1.of({ ...base, openQty, tell: [...event.tell], overdueAt: at });
    case 'OldPartReceived':
      return ObligationReceivedV1.of({ ...base, qty: event.qty, openQty, receivedOn: event.day, onTime, fromSurplus: event.fromSurplus, by: event.by, receivedAt: at });
    case 'NotReturnedExplained': {
      if (waiver === null) throw new Error('it was explained and there is no explanation');
      return ObligationExplainedV1.of({ ...base, openQty, reason: waiver.reason, photos: [...waiver.photos], wordsId: waiver.wordsId, by: event.by, explainedAt: at });
    }
    case 'WaiverApproved':
      return ObligationWaivedV1.of({ ...base, qty: event.qty, by: event.by, waivedAt: at });
    case 'WaiverRejected':
      return ObligationWaiverRejectedV1.of({ ...base, openQty, by: event.by, rejectedAt: at });
    case 'ObligationReduced':
      return ObligationReducedV1.of({ ...base, qty: event.qty, openQty, because: event.because, onTime, reducedAt: at });
  }
};

export const surplusPublishes = (event: SurplusEvent, { id: surplusId, branchId, dealerCode, part, qty, leftQty, receivedOn, receivedBy, heldAt }: Surplus): ContractEvent =>
  event.type === 'SurplusHeld'
    ? SurplusHeldV1.of({ surplusId, branchId, dealerCode, part, qty, receivedOn, by: receivedBy, heldAt: heldAt.toISOString() })
    : SurplusAssignedV1.of({ surplusId, branchId, dealerCode, part, obligationId: event.obligationId, qty: event.qty, leftQty, by: event.by, assignedAt: event.at.toISOString() });

/** What the world outside hears of a penalty: proposed by the rule, decided by finance. */
export const penaltyPublishes = (event: PenaltyEvent, penalty: Penalty): ContractEvent => {
  const { id: penaltyId, number, branchId, dealerCode, obligationId, part, qty, proposed, amount, currency, reason } = penalty;
  const base = { penaltyId, number, branchId, dealerCode, obligationId, part, qty, proposed, currency };
  const at = event.at.toISOString();
  switch (event.type) {
    case 'PenaltyProposed':
      return PenaltyProposedV1.of({ ...base, proposedAt: at });
    case 'PenaltyApproved':
      return PenaltyApprovedV1.of({ ...base, amount: said(amount), reason: said(reason), by: event.by, approvedAt: at });
    case 'PenaltyRejected':
      return PenaltyRejectedV1.of({ ...base, reason: said(reason), by: event.by, rejectedAt: at });
  }
};

/** What a penalty has from its decision on. */
const said = (value: string | null): string => {
  if (value === null) throw new Error('a penalty was decided and does not say how');
  return value;
};
