import { service } from '../../api/api';
import type {
  ActList, DiscardParkedData, EventsStatus, ListActsData, ListParkedData, ListProjectionsData, ListTimersData, OpsOutcome, ParkedList, ParkedRecordView, ProjectionList, RebuildOutcome, RebuildProjectionData, ReleaseHeldKeyData,
  ResyncData, RetryParkedData, ReviveTimerData, ShowParkedData, ShowStatusData, TimerList, VerifyEventsData,
} from '../../api/generated/directory/types.gen';
import type { OperatedService } from './routes';

const of = (name: OperatedService) => service(`/api/${name}`);

export const showStatus = (name: OperatedService) => of(name).get<ShowStatusData, EventsStatus>('/ops/status');
export const listParked = (name: OperatedService, after: string | null) => of(name).get<ListParkedData, ParkedList>('/ops/parked', { query: { limit: 50, ...(after === null ? {} : { after }) } });
export const showParked = (name: OperatedService, unit: string, eventId: string) => of(name).get<ShowParkedData, ParkedRecordView>('/ops/parked/{unit}/{eventId}', { path: { unit, eventId } });
export const retryParked = (name: OperatedService, unit: string, eventId: string, reason: string, idempotencyKey: string) =>
  of(name).post<RetryParkedData, OpsOutcome>('/ops/parked/{unit}/{eventId}/retry', { path: { unit, eventId }, body: { reason }, idempotencyKey } as never);
export const discardParked = (name: OperatedService, unit: string, eventId: string, reason: string, idempotencyKey: string) =>
  of(name).post<DiscardParkedData, OpsOutcome>('/ops/parked/{unit}/{eventId}/discard', { path: { unit, eventId }, body: { reason }, idempotencyKey } as never);
export const releaseHeldKey = (name: OperatedService, topic: string, key: string, reason: string, idempotencyKey: string) =>
  of(name).post<ReleaseHeldKeyData, OpsOutcome>('/ops/held-keys/release', { body: { topic, key, reason }, idempotencyKey } as never);
export const listDeadTimers = (name: OperatedService) => of(name).get<ListTimersData, TimerList>('/ops/timers', { query: { dead: true, limit: 100 } });
export const reviveTimer = (name: OperatedService, kind: string, subject: string, reason: string, idempotencyKey: string) =>
  of(name).post<ReviveTimerData, OpsOutcome>('/ops/timers/{kind}/{subject}/revive', { path: { kind, subject }, body: { reason }, idempotencyKey } as never);
export const listProjections = (name: OperatedService) => of(name).get<ListProjectionsData, ProjectionList>('/ops/projections');
export const rebuildProjection = (name: OperatedService, projection: string, acceptDifference: boolean, reason: string, idempotencyKey: string) =>
  of(name).post<RebuildProjectionData, RebuildOutcome>('/ops/projections/{projection}/rebuild', { path: { projection }, body: { reason, acceptDifference }, idempotencyKey } as never);
export const resync = (name: OperatedService, unit: string, reason: string, idempotencyKey: string) => of(name).post<ResyncData, OpsOutcome>('/ops/units/{unit}/resync', { path: { unit }, body: { reason }, idempotencyKey } as never);
export const listActs = (name: OperatedService, after: string | null) => of(name).get<ListActsData, ActList>('/ops/acts', { query: { limit: 20, ...(after === null ? {} : { after }) } });

/** What can be out of place, as `npm run ops -- verify` names it. */
export const deviationKinds = ['sequence', 'head', 'outbox', 'held', 'missing', 'foreign', 'bytes', 'published', 'offset', 'guard', 'parked', 'passed-by', 'behind'] as const;
export interface Deviation {
  readonly kind: (typeof deviationKinds)[number];
  readonly words: string;
  /** What helps against this kind. */
  readonly help: string;
}
export interface Verdict {
  readonly records: number;
  readonly events: number;
  readonly deviations: number;
  /** By kind. */
  readonly counts: Readonly<Partial<Record<Deviation['kind'], number>>>;
}
interface Line {
  readonly read?: { readonly records: number; readonly events: number };
  readonly deviation?: Deviation;
  readonly verdict?: Verdict;
}
/** Ends when all is compared, or fails; the verdict came last. */
export const verifyEvents = (name: OperatedService, signal: AbortSignal, hear: (line: Line) => void) => of(name).lines<VerifyEventsData, Line>('/ops/verify', { signal }, hear);
