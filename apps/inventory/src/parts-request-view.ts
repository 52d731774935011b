import { Nullable } from '@aftercare/chassis';
import { Type } from 'class-transformer';
import { IsBoolean, IsDate, IsIn, IsInt, IsString, IsUUID, Matches, ValidateNested } from 'class-validator';
import { receiverKinds, requestReasons, urgencies, type ReceiverKind, type RequestReason, type Urgency } from './domain/parts-request';
import { requestStates, type RequestState } from './domain/parts-request.lifecycle';

const day = /^\d{4}-\d{2}-\d{2}$/;

export class OfferedSubstitute {
  @IsString() part!: string;
  /** What whoever asked said to it; `null`: nothing yet. */
  @Nullable() @IsIn(['accepted', 'declined']) answer!: 'accepted' | 'declined' | null;
}

/** A line with what has become of its pieces: `approved` = `waiting` + `reserved` + `picked` + `shipped` + `cancelled`. */
export class RequestLineView {
  @IsInt() lineNo!: number;
  /** What was asked for. */
  @IsString() part!: string;
  /** The substitute that is sent in its place. */
  @Nullable() @IsString() suppliedAs!: string | null;
  @IsInt() requested!: number;
  /** `null`: nobody has decided yet. */
  @Nullable() @IsInt() approved!: number | null;
  /** Why less was approved than was asked for. */
  @Nullable() @IsString() reason!: string | null;
  /** Not in stock for it yet. */
  @IsInt() waiting!: number;
  @IsInt() reserved!: number;
  @IsInt() picked!: number;
  @IsInt() shipped!: number;
  /** Everything that came; `null`: nobody has counted yet. */
  @Nullable() @IsInt() received!: number | null;
  @IsInt() cancelled!: number;
  /** How many receipts of it differ from what was shipped, and are not settled. */
  @IsInt() discrepancies!: number;
  /** Approved and not on its way, as far as a count or a lack of stock has shown. */
  @IsInt() backOrder!: number;
  /** The day that was promised for it. */
  @Nullable() @Matches(day) promisedOn!: string | null;
  /** What was free in stock when it was asked for. */
  @IsInt() availableNow!: number;
  @ValidateNested({ each: true }) @Type(() => OfferedSubstitute) substitutes!: OfferedSubstitute[];
  /** Of one piece, as decimal text. */
  @IsString() unitPrice!: string;
  @IsString() currency!: string;
  /** The old part is owed so many days after the dispatch. */
  @Nullable() @IsInt() returnDays!: number | null;
}

/** A parts request as its readers see it. */
export class PartsRequestView {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsString() branchId!: string;
  @IsIn(requestStates) state!: RequestState;
  @IsString() requestedBy!: string;
  @Nullable() @IsString() dealerCode!: string | null;
  @Nullable() @IsUUID() customerId!: string | null;
  @IsIn(receiverKinds) receiverKind!: ReceiverKind;
  /** A dealer's code, a customer's id or a van's location. */
  @IsString() receiver!: string;
  @Nullable() @IsUUID() ticketId!: string | null;
  @Nullable() @IsString() serial!: string | null;
  @Nullable() @IsString() modelCode!: string | null;
  @IsIn(requestReasons) reason!: RequestReason;
  @IsIn(urgencies) urgency!: Urgency;
  /** The dealer pays nothing. */
  @IsBoolean() underWarranty!: boolean;
  /** The warehouse that serves it. */
  @IsString() location!: string;
  @ValidateNested({ each: true }) @Type(() => RequestLineView) lines!: RequestLineView[];
  @IsDate() draftedAt!: Date;
  @Nullable() @IsDate() submittedAt!: Date | null;
  @Nullable() @IsDate() decidedAt!: Date | null;
  @Nullable() @IsString() decidedBy!: string | null;
  /** Send it back in `If-Match` when changing the request. */
  @IsInt() version!: number;
}
