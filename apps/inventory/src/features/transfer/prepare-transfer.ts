import { mayIn, Requires } from '@aftercare/auth';
import { localYear } from '@aftercare/business-time';
import { Answers, Command } from '@aftercare/chassis';
import { documentNumber, statement, type Tx } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Body, Controller, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsInt, IsString, MaxLength, ValidateNested } from 'class-validator';
import { Transfer } from '../../domain/transfer';
import { catalogueKnows } from '../../persistence/catalogue';
import { TransferStore } from '../../persistence/transfer.store';
import { standingOf, TransferStanding } from '../../transfer-standing';

export class TransferLineBody {
  @IsString() @MaxLength(64) part!: string;
  /** A whole number of pieces, from 1 to 1,000,000. */
  @IsInt() qty!: number;
}

export class PrepareTransferBody {
  @IsString() @MaxLength(64) from!: string;
  @IsString() @MaxLength(64) to!: string;
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(100) @ValidateNested({ each: true }) @Type(() => TransferLineBody) lines!: TransferLineBody[];
}

interface Ends {
  readonly fromBranch: string;
  readonly toBranch: string;
  readonly shortCode: string;
  readonly zone: string;
}

// Where another branch can be sent to is no secret; what lies there is.
const ends = statement(
  'transfer-ends',
  `SELECT f.branch_id AS "fromBranch", t.branch_id AS "toBranch", b.short_code AS "shortCode", b.zone FROM location f JOIN branch b ON b.id = f.branch_id, location t WHERE f.code = $1 AND t.code = $2`,
);

@Controller('transfers')
export class PrepareTransfer {
  constructor(private readonly transfers: TransferStore) {}

  /** Goods are laid out for another branch. They are still in their bin: they leave when another person has counted them. */
  @Post()
  @Requires('stock:move')
  @Answers(TransferStanding, 201)
  async handle(@Body() { from, to, lines }: PrepareTransferBody, @Command() command: Command): Promise<TransferStanding> {
    const { principal, permission } = command;
    return this.transfers.create<TransferStanding, Ends & { readonly number: string }>(({ now, newId, facts: { number, fromBranch, toBranch } }) => {
      const { transfer, events } = Transfer.prepare({
        id: newId(), number, branchId: fromBranch, fromLocation: from, toBranchId: toBranch, toLocation: to, preparedBy: principal.subject,
        lines: lines.map(({ part, qty }) => ({ part, qty })),
      }, now);
      return { aggregate: transfer, events, answer: standingOf(transfer) };
    }, command, async (tx: Tx, now: Date) => {
      const [found] = await tx.query<Ends>(ends, [from, to]);
      if (!found || !mayIn(principal, permission, found.fromBranch)) throw new NotFound('location');
      await catalogueKnows(tx, lines.map(({ part }) => part));
      const { fromBranch: branchId, shortCode, zone } = found;
      return { ...found, number: await documentNumber(tx, { kind: 'TR', branchId, shortCode, year: localYear(now, zone) }) };
    });
  }
}
