import { IsObject, IsString, Matches, MaxLength } from 'class-validator';

/** With which headers sheets of a source and kind are read. */
export class RememberedColumns {
  /** What the rows are: `customers`, `parts`, …, as far as this service keeps them. */
  @IsString() @MaxLength(40) kind!: string;
  /** Whose sheets they are: the `source` that the files are sent with. */
  @IsString() @Matches(/^[a-z][a-z0-9-]{0,31}$/) source!: string;
  /** The field that each header stands for: `{ "客户大名": "name" }`. Headers that are known anyway need not be here. */
  @IsObject() columns!: Record<string, string>;
}
