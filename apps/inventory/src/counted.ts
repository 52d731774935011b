import { IsIn, IsInt, IsString, Matches, Max, Min } from 'class-validator';
import { mostPieces } from './domain/counts';
import { shortReasons, type ShortReason } from './domain/picking';

export const partCode = /^[A-Z0-9][A-Z0-9-]{0,31}$/;
/** SHA-256 in hex. */
export const photoHash = /^[0-9a-f]{64}$/;

/** So many pieces of one part, scanned or counted. */
export class CountedPart {
  @IsString() @Matches(partCode) part!: string;
  /** In the part's base unit. */
  @IsInt() @Min(1) @Max(mostPieces) qty!: number;
}

/** A part of which fewer were found than were to be picked. */
export class MissingPart {
  @IsString() @Matches(partCode) part!: string;
  @IsIn(shortReasons) reason!: ShortReason;
}
