import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsBooleanString, IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { partyRoles } from '../../domain/ticket';
import { pastPlaceOf } from '../../past-place';

const day = /^\d{4}-\d{2}-\d{2}$/;

export class ListPastSurveysQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsUUID() ticket?: string;
  /** About whose tickets they were. */
  @IsOptional() @IsUUID() customer?: string;
  /** The device that the ticket was about. */
  @IsOptional() @IsString() @MaxLength(64) serial?: string;
  /** The month in which it was answered, `2026-03`. */
  @IsOptional() @IsString() @Matches(/^\d{4}-(0[1-9]|1[0-2])$/) answered?: string;
  /** `true`: only those with a score below 4. */
  @IsOptional() @IsBooleanString() dissatisfied?: string;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(80) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
}

export class PastSurveyView {
  @IsUUID() id!: string;
  @IsString() branchId!: string;
  /** As it was there. */
  @IsString() number!: string;
  @IsString() source!: string;
  @IsUUID() ticketId!: string;
  @Nullable() @IsIn(partyRoles) partyRole!: (typeof partyRoles)[number] | null;
  @Matches(day) sentOn!: string;
  /** `null`: no answer has come. */
  @Nullable() @Matches(day) answeredOn!: string | null;
  /** 1 to 5; from 4 on he is satisfied. */
  @Nullable() @IsInt() score!: number | null;
  /** 0 to 10. */
  @Nullable() @IsInt() wouldRecommend!: number | null;
}

export class ListedPastSurveys {
  @ValidateNested({ each: true }) @Type(() => PastSurveyView) items!: PastSurveyView[];
  /** Send it as `after` for what comes next; `null`: that is all. */
  @Nullable() @IsString() next!: string | null;
}

const inOrder = statement(
  'list-past-surveys',
  `SELECT id, branch_id AS "branchId", number, source, ticket_id AS "ticketId", party_role AS "partyRole", sent_on::text AS "sentOn", answered_on::text AS "answeredOn", score, would_recommend AS "wouldRecommend"
     FROM past_survey
    WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR branch_id = $2) AND ($3::uuid IS NULL OR ticket_id = $3) AND ($4::text IS NULL OR to_char(answered_on, 'YYYY-MM') = $4)
      AND ($5::boolean IS NOT TRUE OR score < 4) AND ($6::date IS NULL OR (sent_on, id) < ($6, $7::uuid))
      AND ($8::uuid IS NULL OR ticket_id = ANY (tickets_of($8))) AND ($9::text IS NULL OR ticket_id IN (SELECT t.id FROM ticket t WHERE t.serial = $9))
    ORDER BY sent_on DESC, id DESC LIMIT $10`,
);

@Controller('past-surveys')
export class ListPastSurveys {
  constructor(private readonly database: Database) {}

  /** Questionnaires of an earlier system, the newest first: about a ticket, a customer or a device, answered in a month, or with a score that calls for an answer; only branches that are yours. */
  @Get()
  @Requires('ticket:read')
  @Answers(ListedPastSurveys)
  async handle(@Query() { branch, ticket, customer, serial, answered, dissatisfied, after, limit }: ListPastSurveysQuery, @Actor() actor: Principal): Promise<ListedPastSurveys> {
    const asked = [branchParam(branchesFor(actor, 'ticket:read')), branch ?? null, ticket ?? null, answered ?? null, dissatisfied ?? null, ...pastPlaceOf(after), customer ?? null, serial ?? null, limit + 1];
    const found = await this.database.read<PastSurveyView>(actor, 'ticket:read', inOrder, asked);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, next: found.length > limit && last ? `${last.sentOn}~${last.id}` : null };
  }
}
