import { OpsModule, Peer } from '@aftercare/chassis';
import { DocumentsModule } from '@aftercare/documents';
import { importing, importRoutes } from '@aftercare/imports';
import { Module, type DynamicModule } from '@nestjs/common';
import { Explanations } from './explanations';
import { ApproveWaiver } from './features/obligation/approve-waiver';
import { ExplainNotReturned } from './features/obligation/explain-not-returned';
import { ExportDebtList } from './features/obligation/export-debt-list';
import { FindDebtors } from './features/obligation/find-debtors';
import { FindObligations } from './features/obligation/find-obligations';
import { GetObligation } from './features/obligation/get-obligation';
import { ReceiveOldPart } from './features/obligation/receive-old-part';
import { RejectWaiver } from './features/obligation/reject-waiver';
import { ShowReturnLabel } from './features/obligation/show-return-label';
import { ShowReturnList } from './features/obligation/show-return-list';
import { AssignSurplus } from './features/old-part/assign-surplus';
import { FindSurplus } from './features/old-part/find-surplus';
import { ReceiveUntaggedParts } from './features/old-part/receive-untagged-parts';
import { ApprovePenalty } from './features/penalty/approve-penalty';
import { FindPenalties } from './features/penalty/find-penalties';
import { RejectPenalty } from './features/penalty/reject-penalty';
import { SumPenalties } from './features/penalty/sum-penalties';
import { ReturnKinds } from './imports/return-kinds';
import { LetObligationFallDue } from './jobs/let-obligation-fall-due';
import { ProposePenalty } from './jobs/propose-penalty';
import { RemindOfObligation } from './jobs/remind-of-obligation';
import { ObligationStore } from './persistence/obligation.store';
import { PenaltyStore } from './persistence/penalty.store';
import { SurplusStore } from './persistence/surplus.store';
import { Branches } from './projections/branches';
import { Dealers } from './projections/dealers';
import { PastNotes } from './projections/past-notes';
import { Staff } from './projections/staff';
import { WhenDiscrepancySettled } from './reactions/when-discrepancy-settled';
import { WhenNoteDispatched } from './reactions/when-note-dispatched';
import { WhenNoteVoided } from './reactions/when-note-voided';

/** Table of contents of the service. */
@Module({
  imports: [OpsModule, DocumentsModule.of('dealer-returns')],
  controllers: [
    FindDebtors, FindObligations, GetObligation, ExportDebtList, ShowReturnList, ShowReturnLabel, ReceiveOldPart, ExplainNotReturned, ApproveWaiver, RejectWaiver, ReceiveUntaggedParts, FindSurplus, AssignSurplus, FindPenalties, SumPenalties, ApprovePenalty, RejectPenalty,
    ...importRoutes,
    WhenNoteDispatched, WhenNoteVoided, WhenDiscrepancySettled,
    Branches, Staff, Dealers, PastNotes,
  ],
  providers: [ObligationStore, SurplusStore, PenaltyStore, ProposePenalty, Explanations, RemindOfObligation, LetObligationFallDue, ...importing(ReturnKinds)],
})
export class DealerReturnsModule {
  static asking(directoryUrl: string): DynamicModule {
    return { module: DealerReturnsModule, providers: [{ provide: Peer, useValue: new Peer('directory', directoryUrl) }] };
  }
}
