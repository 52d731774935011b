import { OpsModule, Peer } from '@aftercare/chassis';
import { Module, type DynamicModule } from '@nestjs/common';
import { Explanations } from './explanations';
import { ApproveWaiver } from './features/obligation/approve-waiver';
import { ExplainNotReturned } from './features/obligation/explain-not-returned';
import { FindObligations } from './features/obligation/find-obligations';
import { GetObligation } from './features/obligation/get-obligation';
import { ReceiveOldPart } from './features/obligation/receive-old-part';
import { RejectWaiver } from './features/obligation/reject-waiver';
import { FindSurplus } from './features/old-part/find-surplus';
import { ReceiveUntaggedParts } from './features/old-part/receive-untagged-parts';
import { LetObligationFallDue } from './jobs/let-obligation-fall-due';
import { RemindOfObligation } from './jobs/remind-of-obligation';
import { ObligationStore } from './persistence/obligation.store';
import { SurplusStore } from './persistence/surplus.store';
import { Branches } from './projections/branches';
import { Dealers } from './projections/dealers';
import { Staff } from './projections/staff';
import { WhenDiscrepancySettled } from './reactions/when-discrepancy-settled';
import { WhenNoteDispatched } from './reactions/when-note-dispatched';
import { WhenNoteVoided } from './reactions/when-note-voided';

/** Table of contents of the service. */
@Module({
  imports: [OpsModule],
  controllers: [
    FindObligations, GetObligation, ReceiveOldPart, ExplainNotReturned, ApproveWaiver, RejectWaiver, ReceiveUntaggedParts, FindSurplus,
    WhenNoteDispatched, WhenNoteVoided, WhenDiscrepancySettled,
    Branches, Staff, Dealers,
  ],
  providers: [ObligationStore, SurplusStore, Explanations, RemindOfObligation, LetObligationFallDue],
})
export class DealerReturnsModule {
  static asking(directoryUrl: string): DynamicModule {
    return { module: DealerReturnsModule, providers: [{ provide: Peer, useValue: new Peer('directory', directoryUrl) }] };
  }
}
