import {
  ObligationExplainedV1, ObligationIncurredV1, ObligationOverdueV1, ObligationReceivedV1, ObligationReducedV1, ObligationRemindedV1, ObligationWaivedV1, ObligationWaiverRejectedV1, SurplusHeldV1,
  type ContractEvent,
} from '@aftercare/contracts';
import type { ObligationEvent, ReturnObligation } from './domain/obligation';
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
    case 'ObligationReminded':
      return ObligationRemindedV1.of({ ...base, openQty, remindedAt: at });
    case 'ObligationOverdue':
      return ObligationOverdueV1.of({ ...base, openQty, tell: [...event.tell], overdueAt: at });
    case 'OldPartReceived':
      return ObligationReceivedV1.of({ ...base, qty: event.qty, openQty, receivedOn: event.day, onTime, by: event.by, receivedAt: at });
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

export const surplusPublishes = (_event: SurplusEvent, { id: surplusId, branchId, dealerCode, part, qty, receivedOn, receivedBy, heldAt }: Surplus): ContractEvent =>
  SurplusHeldV1.of({ surplusId, branchId, dealerCode, part, qty, receivedOn, by: receivedBy, heldAt: heldAt.toISOString() });
