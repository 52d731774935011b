import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound, RuleViolation } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { mostPieces, rejectionReasons, warrantyGrounds, type Decision, type PartsRequest, type RejectionReason, type WarrantyGround } from '../../domain/parts-request';
import { PartsRequestStanding, standing } from '../../parts-request-standing';
import { Approval, type Settled } from '../../persistence/approval';
import { catalogueOf } from '../../persistence/catalogue';
import { PartsRequestStore } from '../../persistence/parts-request.store';
import { peopleOf, todayIn, warrantyDoubtOf } from '../../persistence/request-facts';

const partCode = /^[A-Z0-9][A-Z0-9-]{1,39}$/;

export class DecidedLineBody {
  @IsString() @Matches(partCode) part!: string;
  /** At most what was asked for; 0 rejects the line. */
  @IsInt() @Min(0) @Max(mostPieces) approved!: number;
  /** Why less than was asked for. */
  @IsOptional() @IsIn(rejectionReasons) reason?: RejectionReason | null;
  /** What is sent in its place. */
  @IsOptional() @IsString() @Matches(partCode) substitute?: string | null;
  /** With whom the substitute was agreed, where it was not accepted here: who asked, the dealer or the customer. */
  @IsOptional() @IsString() @MaxLength(64) agreedWith?: string | null;
}

export class DecidePartsRequestBody {
  /** Every line of the request. */
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(100) @ValidateNested({ each: true }) @Type(() => DecidedLineBody) lines!: DecidedLineBody[];
  /** The day that is promised for what is not in stock. */
  @IsOptional() @IsString() @Matches(/^\d{4}-\d{2}-\d{2}$/) promisedOn?: string | null;
  /** All of it has to be in stock now: refused otherwise. Left out, what is not becomes a back-order. */
  @IsOptional() @IsBoolean() fromStockNow?: boolean;
  /** Why it is under warranty all the same, where the request claims it and its `warrantyDoubt` says that no device bears it out. */
  @IsOptional() @IsIn(warrantyGrounds) warrantyGround?: WarrantyGround | null;
}

@Controller('parts-requests')
export class DecidePartsRequest {
  constructor(
    private readonly requests: PartsRequestStore,
    private readonly approval: Approval,
  ) {}

  /**
   * Approves a request, wholly or partly, or rejects it: every line at once. What is approved is reserved, and what is not in stock waits and is
   * served from what arrives. Above the dealer's credit limit it waits for finance instead. Nobody decides for himself or for a relative. A warranty that
   * no device bears out is approved only on a ground, which is kept.
   */
  @Post(':id/decision')
  @Requires('parts:approve')
  @Answers(PartsRequestStanding, 200)
  async handle(@Param('id') id: string, @Body() body: DecidePartsRequestBody, @Command() command: Command): Promise<PartsRequestStanding> {
    if (!isUuid(id)) throw new NotFound('parts-request');
    const by = command.principal.subject;
    return this.requests.change<PartsRequestStanding, Settled>(
      id,
      (request, { now, facts }) => standing(request, 'above' in facts ? request.refer(facts.plan, facts.above, by, now) : request.decide(facts.plan, facts.reserved, by, now)),
      command,
      async (tx, request, now) => {
        const catalogue = await catalogueOf(tx, [...request.lines, ...body.lines].flatMap((line) => ('substitute' in line && line.substitute != null ? [line.substitute, line.part] : [line.part])));
        const { declaredBy } = await peopleOf(tx, by, request);
        const known = { catalogue, declaredBy, today: await todayIn(tx, request.branchId, now), doubt: await warrantyDoubtOf(tx, request, now) };
        const plan = request.plan(decisionOf(body, request), known, by);
        return this.approval.settle(tx, request, plan, now, false);
      },
    );
  }
}

/** People name parts, and a request has each part once. */
const decisionOf = ({ lines, promisedOn = null, fromStockNow = false, warrantyGround = null }: DecidePartsRequestBody, request: PartsRequest): Decision => ({
  promisedOn,
  fromStockNow,
  warrantyGround,
  lines: lines.map(({ part, approved, reason = null, substitute = null, agreedWith = null }) => {
    const line = request.lines.find((one) => one.part === part);
    if (!line) throw new RuleViolation('parts-request.part-not-asked-for', { part });
    return { lineNo: line.lineNo, approved, reason, substitute, agreedWith };
  }),
});
