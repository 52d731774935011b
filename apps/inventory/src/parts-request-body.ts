import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, Min, ValidateNested } from 'class-validator';
import { mostPieces, receiverKinds, requestReasons, urgencies, type ReceiverKind, type RequestReason, type Urgency } from './domain/parts-request';
import type { Asked } from './persistence/request-facts';

const partCode = /^[A-Z0-9][A-Z0-9-]{1,39}$/;

export class AskedLineBody {
  /** The part that is asked for, e.g. `PT039`. */
  @IsString() @Matches(partCode) part!: string;
  /** Whole pieces. */
  @IsInt() @Min(1) @Max(mostPieces) qty!: number;
}

/** What somebody asks the store for. */
export class PartsRequestBody {
  /** The branch whose store it is; may be left out by who works for one branch only. */
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branchId?: string | null;
  /** The ticket that waits for it: dealer, customer and device are the ticket's unless others are named. */
  @IsOptional() @IsUUID() ticket?: string | null;
  /** Whose account it goes to. A dealer asks for himself and need not say so. */
  @IsOptional() @IsString() @Matches(/^DL[0-9]{1,6}$/) dealer?: string | null;
  /** The end customer, by his id. */
  @IsOptional() @IsUUID() customer?: string | null;
  /** A service van of the branch, to fill it up. */
  @IsOptional() @IsString() @Matches(partCode) van?: string | null;
  /** Who receives it; left out: the van that is named, else the dealer, else the customer. */
  @IsOptional() @IsIn(receiverKinds) receiver?: ReceiverKind | null;
  /** The device it is for: the parts have to fit its model. */
  @IsOptional() @IsString() @Matches(/^[A-Z0-9][A-Z0-9-]{2,39}$/) serial?: string | null;
  @IsIn(requestReasons) reason!: RequestReason;
  @IsOptional() @IsIn(urgencies) urgency?: Urgency;
  /** Left out: no, and the dealer is charged as it is dispatched. Yes is refused for a device whose guarantee is over, unless it is recalled. */
  @IsOptional() @IsBoolean() underWarranty?: boolean;
  /** Each part once. */
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(100) @ValidateNested({ each: true }) @Type(() => AskedLineBody) lines!: AskedLineBody[];
}

/** For whom and what for, as the body names it. */
export const askedIn = ({ ticket = null, dealer = null, customer = null, serial = null, van = null, receiver = null }: PartsRequestBody): Asked => ({
  ticketId: ticket, dealerCode: dealer, customerId: customer, serial, van, receiver,
});

/** The rest of it. */
export const termsIn = ({ reason, urgency = 'normal', underWarranty = false }: PartsRequestBody) => ({ reason, urgency, underWarranty });
