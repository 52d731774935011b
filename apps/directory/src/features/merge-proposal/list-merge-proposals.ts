import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsDate, IsInt, IsISO8601, IsOptional, IsString, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { maskedName, maskedPhone } from '../../masked';

export class ListMergeProposalsQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
  /** The `next` of the page before. */
  @IsOptional() @IsUUID() after?: string;
  /** Only those in which this customer is one of the two. */
  @IsOptional() @IsUUID() customer?: string;
}

export class ProposedCustomer {
  @IsUUID() customerId!: string;
  @IsString() code!: string;
  /** Family name only: `郑**`. */
  @IsString() name!: string;
  @Nullable() @IsISO8601() createdOn!: string | null;
}

export class ListedMergeProposal {
  @IsUUID() proposalId!: string;
  @IsString() branchId!: string;
  /** Their number, masked. */
  @IsString() phone!: string;
  @ValidateNested() @Type(() => ProposedCustomer) one!: ProposedCustomer;
  @ValidateNested() @Type(() => ProposedCustomer) other!: ProposedCustomer;
  @IsDate() raisedAt!: Date;
}

export class ListedMergeProposals {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ListedMergeProposal) items!: ListedMergeProposal[];
  /** Where the next page begins; null on the last one. */
  @Nullable() @IsUUID() next!: string | null;
}

const proposals = statement(
  'list-merge-proposals',
  `SELECT p.id AS "proposalId", p.branch_id AS "branchId", one.phone, p.raised_at AS "raisedAt",
          jsonb_build_object('customerId', one.id, 'code', one.code, 'name', one.name, 'createdOn', one.created_on) AS one,
          jsonb_build_object('customerId', other.id, 'code', other.code, 'name', other.name, 'createdOn', other.created_on) AS other
     FROM merge_proposal p JOIN customer one ON one.id = p.one_id JOIN customer other ON other.id = p.other_id
    WHERE p.state = 'proposed' AND ($1::text[] IS NULL OR p.branch_id = ANY ($1)) AND ($2::uuid IS NULL OR p.id > $2) AND ($4::uuid IS NULL OR $4 IN (p.one_id, p.other_id)) ORDER BY p.id LIMIT $3`,
);

@Controller('merge-proposals')
export class ListMergeProposals {
  constructor(private readonly database: Database) {}

  /** Pairs of customers with one number about whom nobody has decided yet, oldest first. */
  @Get()
  @Requires('customer:change')
  @Answers(ListedMergeProposals)
  async handle(@Query() { limit, after, customer }: ListMergeProposalsQuery, @Actor() actor: Actor): Promise<ListedMergeProposals> {
    const own = branchParam(branchesFor(actor, 'customer:change'));
    const found = await this.database.read<ListedMergeProposal>(actor, 'customer:change', proposals, [own, after ?? null, limit + 1, customer ?? null]);
    const items = found.slice(0, limit).map((proposal) => ({ ...proposal, phone: maskedPhone(proposal.phone), one: masked(proposal.one), other: masked(proposal.other) }));
    return { items, next: found.length > limit ? (items.at(-1)?.proposalId ?? null) : null };
  }
}

const masked = (customer: ProposedCustomer): ProposedCustomer => ({ ...customer, name: maskedName(customer.name) });
