import { Nullable } from '@aftercare/chassis';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsString, IsUUID, Matches, ValidateNested } from 'class-validator';
import type { PartsRequest, PartsRequestEvent } from './domain/parts-request';
import { requestStates, type RequestState } from './domain/parts-request.lifecycle';

export class LineStanding {
  @IsInt() lineNo!: number;
  @IsString() part!: string;
  @Nullable() @IsString() suppliedAs!: string | null;
  @IsInt() requested!: number;
  @Nullable() @IsInt() approved!: number | null;
  @IsInt() reserved!: number;
  @IsInt() backOrder!: number;
  @Nullable() @Matches(/^\d{4}-\d{2}-\d{2}$/) promisedOn!: string | null;
}

/** How a parts request stands after something was done about it: the answer of every such command. */
export class PartsRequestStanding {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsIn(requestStates) state!: RequestState;
  @ValidateNested({ each: true }) @Type(() => LineStanding) lines!: LineStanding[];
  /** Send it back in `If-Match` when changing the request. */
  @IsInt() version!: number;
}

/** A decision about a request, with how it stands afterwards as the answer. */
export const standing = (request: PartsRequest, events: readonly PartsRequestEvent[]): { events: readonly PartsRequestEvent[]; answer: PartsRequestStanding } => ({
  events,
  answer: {
    id: request.id,
    number: request.number,
    state: request.state,
    lines: request.lines.map(({ lineNo, part, suppliedAs, requested, approved, reserved, backOrder, promisedOn }) => ({ lineNo, part, suppliedAs, requested, approved, reserved, backOrder, promisedOn })),
    version: request.version + (events.length > 0 ? 1 : 0),
  },
});
