import { IsIn, IsInt, IsOptional, Matches } from 'class-validator';
import { costOwners, rejectedPieces, remedies, type CostOwner, type OfferDetails, type RejectedPiece, type Remedy } from './domain/discrepancy';

const money = /^\d{1,12}(\.\d{1,2})?$/;

/** A remedy as either side offers it. */
export class OfferBody {
  @IsIn(remedies) remedy!: Remedy;
  /** The pieces of the case, all of them. */
  @IsInt() qty!: number;
  /** Who bears the cost; left out: whose fault it is. */
  @IsOptional() @IsIn(costOwners) costOwner?: CostOwner | null;
  /** What the dealer pays for pieces that came too much and that he keeps; exact, `8.37`. */
  @IsOptional() @Matches(money) charge?: string | null;
  /** What he is credited with; with the remedy `credit` only. */
  @IsOptional() @Matches(money) amount?: string | null;
  /** What becomes of pieces that he has and does not want. */
  @IsOptional() @IsIn(rejectedPieces) rejectedPiece?: RejectedPiece | null;
}

/** What is returned comes back: that need not be said twice. */
export const offerIn = ({ remedy, costOwner = null, charge = null, amount = null, rejectedPiece = remedy === 'return' ? 'come_back' : null }: OfferBody): OfferDetails => ({ remedy, costOwner, charge: twoDecimals(charge), amount: twoDecimals(amount), rejectedPiece });

/** `8` and `8.3` as they are kept and told: `8.00`, `8.30`. */
const twoDecimals = (text: string | null): string | null => {
  if (text === null) return null;
  const [whole = '0', decimals = ''] = text.split('.');
  return `${whole}.${decimals.padEnd(2, '0')}`;
};
