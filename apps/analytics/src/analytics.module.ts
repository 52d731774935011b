import { OpsModule } from '@aftercare/chassis';
import { DocumentsModule } from '@aftercare/documents';
import { Module } from '@nestjs/common';
import { FindBranchStanding } from './features/branch/find-branch-standing';
import { ExportFigureRecords } from './features/figure/export-figure-records';
import { FindFigureRecords } from './features/figure/find-figure-records';
import { ListFigures } from './features/figure/list-figures';
import { ShowFigureGroups } from './features/figure/show-figure-groups';
import { ShowOldPartDebt } from './features/old-part/show-old-part-debt';
import { ShowOldPartReturn } from './features/old-part/show-old-part-return';
import { RankFaultFamilies } from './features/repair/rank-fault-families';
import { ShowRework } from './features/repair/show-rework';
import { ShowSatisfaction } from './features/satisfaction/show-satisfaction';
import { ShowBackOrderAge } from './features/shipping/show-back-order-age';
import { ShowDiscrepancyRate } from './features/shipping/show-discrepancy-rate';
import { ShowOnTimeArrival } from './features/shipping/show-on-time-arrival';
import { ShowOnTimeDispatch } from './features/shipping/show-on-time-dispatch';
import { ExportTable } from './features/table/export-table';
import { FindTicketsByDay } from './features/tickets/find-tickets-by-day';
import { BranchStanding } from './projections/branch-standing';
import { Differences } from './projections/differences';
import { Dispatches } from './projections/dispatches';
import { Journeys } from './projections/journeys';
import { OldPartDuties } from './projections/old-part-duties';
import { OwedLines } from './projections/owed-lines';
import { Repairs } from './projections/repairs';
import { SentNotes } from './projections/sent-notes';
import { Surveys } from './projections/surveys';
import { TicketsByDay } from './projections/tickets-by-day';

/** Table of contents of the service. */
@Module({
  imports: [OpsModule, DocumentsModule.of('analytics')],
  controllers: [
    ListFigures, ShowFigureGroups, FindFigureRecords, ExportFigureRecords, ExportTable,
    FindTicketsByDay, FindBranchStanding, ShowOldPartReturn, ShowOldPartDebt, ShowOnTimeArrival, ShowOnTimeDispatch, ShowBackOrderAge, ShowDiscrepancyRate,
    ShowSatisfaction, ShowRework, RankFaultFamilies,
    TicketsByDay, BranchStanding, OldPartDuties, Journeys, Dispatches, OwedLines, SentNotes, Differences, Repairs, Surveys,
  ],
})
export class AnalyticsModule {}
