import { statement } from '@aftercare/event-store';
import { IsInt, IsString, Matches } from 'class-validator';

/** What there is of a part at a place. */
export class StockLevel {
  @IsString() locationCode!: string;
  @IsString() branchId!: string;
  @IsString() partCode!: string;
  @IsString() partName!: string;
  /** Good pieces that are there, and how many of them are promised; `available` are the others. */
  @IsInt() good!: number;
  @IsInt() reserved!: number;
  @IsInt() available!: number;
  @IsInt() bad!: number;
  @IsInt() quarantine!: number;
  /** Left, and not yet received. */
  @IsInt() inTransit!: number;
  /** With a borrower, and to come back. */
  @IsInt() lent!: number;
  @IsInt() safetyStock!: number;
  /** Of everything that is there, in transit or lent, by moving average; exact, with two decimals. */
  @Matches(/^\d+\.\d{2}$/) value!: string;
  @IsString() currency!: string;
}

/** Of the branches `$1`, a place, a part, after a place and part; `$6`: only what is short. */
export const stockLevels = statement(
  'show-stock',
  `SELECT b.location AS "locationCode", b.branch_id AS "branchId", b.part AS "partCode", p.name AS "partName",
          coalesce(sum(b.on_hand) FILTER (WHERE bin = 'good'), 0)::int AS good, sum(b.reserved)::int AS reserved,
          coalesce(sum(b.on_hand - b.reserved) FILTER (WHERE bin = 'good'), 0)::int AS available, coalesce(sum(b.on_hand) FILTER (WHERE bin = 'bad'), 0)::int AS bad,
          coalesce(sum(b.on_hand) FILTER (WHERE bin = 'quarantine'), 0)::int AS quarantine, coalesce(sum(b.on_hand) FILTER (WHERE bin = 'in_transit'), 0)::int AS "inTransit",
          coalesce(sum(b.on_hand) FILTER (WHERE bin = 'lent'), 0)::int AS lent,
          CASE l.kind WHEN 'warehouse' THEN p.safety_stock ELSE 0 END AS "safetyStock", sum(b.value)::text AS value, p.currency
     FROM stock_balance b JOIN part p ON p.code = b.part JOIN location l ON l.code = b.location
    WHERE ($1::text[] IS NULL OR b.branch_id = ANY ($1)) AND ($2::text IS NULL OR b.location = $2) AND ($3::text IS NULL OR b.part = $3) AND (b.location, b.part) > ($4, $5)
    GROUP BY b.location, b.part, b.branch_id, p.code, l.code
   HAVING NOT $6 OR coalesce(sum(b.on_hand - b.reserved) FILTER (WHERE bin = 'good'), 0) < CASE l.kind WHEN 'warehouse' THEN p.safety_stock ELSE 0 END
    ORDER BY b.location, b.part LIMIT $7`,
);
