import { service } from '../../api/api';
import type {
  BackOrderAge, BranchStandingAnswer, FigureGroups, FigureList, FigureRecords, FindBranchStandingData, FindFigureRecordsData, FindTicketsByDayData, ListFiguresData, OldPartDebt, ShowBackOrderAgeData, ShowFigureGroupsData,
  ShowOldPartDebtData, TicketsByDayAnswer,
} from '../../api/generated/analytics/types.gen';

const analytics = service('/api/analytics');

/** Without a month every figure stands at the newest one of which it has anything to count. */
export interface Asked {
  readonly month?: string;
  readonly branch?: string;
}

export const listFigures = (query: Asked) => analytics.get<ListFiguresData, FigureList>('/figures', { query });
export const showFigureGroups = (figure: string, query: NonNullable<ShowFigureGroupsData['query']>) => analytics.get<ShowFigureGroupsData, FigureGroups>('/figures/{figure}/groups', { path: { figure }, query });
export const findFigureRecords = (figure: string, query: NonNullable<FindFigureRecordsData['query']>) => analytics.get<FindFigureRecordsData, FigureRecords>('/figures/{figure}/records', { path: { figure }, query });
export const findBranchStanding = () => analytics.get<FindBranchStandingData, BranchStandingAnswer>('/branch-standing');
export const findTicketsByDay = (query: NonNullable<FindTicketsByDayData['query']>) => analytics.get<FindTicketsByDayData, TicketsByDayAnswer>('/tickets-by-day', { query });
export const showBackOrderAge = ({ branch }: Asked) => analytics.get<ShowBackOrderAgeData, BackOrderAge>('/back-order-age', { query: branch === undefined ? {} : { branch } });
export const showOldPartDebt = ({ branch }: Asked) => analytics.get<ShowOldPartDebtData, OldPartDebt>('/old-part-debt', { query: branch === undefined ? {} : { branch } });
