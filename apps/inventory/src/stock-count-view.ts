import { IsIn, IsInt, IsString, IsUUID } from 'class-validator';
import { stockCountStates, type StockCount, type StockCountState } from './domain/stock-count';

/** How a count stands: the answer of every command about it. */
export class CountedStock {
  /** By which the count, and the ledger's rows that it made, can be found. */
  @IsUUID() documentId!: string;
  /** `waiting`: another person has to agree. */
  @IsIn(stockCountStates) state!: StockCountState;
  /** What should have been there. */
  @IsInt() expected!: number;
  /** Found (above 0) or missing (below 0). */
  @IsInt() difference!: number;
  /** What that is worth at the catalogue's price, exact. */
  @IsString() variance!: string;
}

export const countedStock = ({ id: documentId, state, expected, difference, variance }: StockCount): CountedStock => ({ documentId, state, expected, difference, variance });
