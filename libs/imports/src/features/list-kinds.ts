import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { Controller, Get } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsString, ValidateNested } from 'class-validator';
import { ImportKinds } from '../import-kinds';

export class KindColumn {
  @IsString() field!: string;
  /** The headers that are known by themselves, besides the field's own name; the first one is the usual one. */
  @IsString({ each: true }) headers!: string[];
  /** A table without it is not of the kind. */
  @IsBoolean() mandatory!: boolean;
}

export class ListedKind {
  @IsString() kind!: string;
  /** Its rows make one whole: none gets on file while one of them is rejected. */
  @IsBoolean() together!: boolean;
  /** Whether the caller may bring it in: what all branches share is head office's. */
  @IsBoolean() yours!: boolean;
  @IsArray() @ValidateNested({ each: true }) @Type(() => KindColumn) columns!: KindColumn[];
}

export class ListedKinds {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ListedKind) items!: ListedKind[];
}

@Controller('import-kinds')
export class ListKinds {
  constructor(private readonly kinds: ImportKinds) {}

  /** The kinds of tables that this service takes in, each with its columns. */
  @Get()
  @Requires('table:import')
  @Answers(ListedKinds)
  handle(@Actor() actor: Actor): ListedKinds {
    const everywhere = branchesFor(actor, 'table:import') === '*';
    const items = Object.entries(this.kinds.described).map(([kind, { columns }]) => {
      const { together, shared } = this.kinds.keeping[kind]!;
      return { kind, together, yours: everywhere || !shared, columns: columns.map(({ field, headers, mandatory = false }) => ({ field, headers: [...headers], mandatory })) };
    });
    return { items };
  }
}
