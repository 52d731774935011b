import { IsUUID } from 'class-validator';

export class StockDocument {
  /** By which the ledger's rows can be found. */
  @IsUUID() documentId!: string;
}
