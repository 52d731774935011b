import type { Cause } from '@aftercare/event-store';
import { IsIn, IsISO8601, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import type { CarrierMessage, MessageOutcome } from './persistence/tracking-inbox';
import { waybillNumber } from './waybill';

const outcomes = ['tracked', 'repeated', 'kept'] as const satisfies readonly MessageOutcome[];

/** What a carrier tells of one of his waybills. */
export class PushBody {
  @IsString() @Matches(waybillNumber) waybill!: string;
  /** `0` nothing yet, `1` collected, `2` moving, `201` at the city, `202` out for delivery, `211` in a locker, `3` or `311` signed, `4` problem, `401` nothing known, `402` not signed in time, `403` stale, `404` refused, `412` locker overdue. */
  @IsString() @Matches(/^\d{1,3}$/) code!: string;
  /** When it happened, by the carrier's own clock, with its offset; now, if it is left out. */
  @IsOptional() @IsISO8601({ strict: true, strictSeparator: true }) @Matches(/T.*(Z|[+-]\d\d:\d\d)$/) eventTime?: string | null;
  /** The carrier’s own words. They may name who signed, so nothing of them is kept. */
  @IsOptional() @IsString() @MaxLength(500) text?: string | null;
}

export class PushOutcome {
  /** `tracked`: its shipment knows. `repeated`: we had it already. `kept`: no shipment has this waybill; it is told as soon as one has. */
  @IsIn(outcomes) outcome!: MessageOutcome;
}

export const messageOf = (carrier: string, messageId: string, { waybill, code, eventTime }: PushBody, cause: Cause): CarrierMessage => ({
  carrier, messageId, waybill, code, eventAt: eventTime ? new Date(eventTime) : null, raw: { waybill, code, eventTime: eventTime ?? null }, cause,
});

/** How pushes go together: see `Together`. */
export const pushesTogether = { most: 200, mostWaiting: 5_000 } as const;
