import { IsDateString, IsIn, IsInt, IsOptional, IsString, IsUUID } from 'class-validator';
import { channels, ticketTypes, type Channel, type TicketType } from './domain/ticket';

/** A ticket as its readers see it. */
export class TicketView {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsString() branchId!: string;
  @IsIn(ticketTypes) type!: TicketType;
  @IsIn(channels) channel!: Channel;
  @IsString() state!: string;
  @IsString() ownerId!: string;
  @IsOptional() @IsUUID() customerId!: string | null;
  /** The customer's words: `GET /contacts/{contactId}` of directory. */
  @IsUUID() contactId!: string;
  @IsString() openedBy!: string;
  @IsDateString() openedAt!: string;
  @IsDateString() acknowledgedAt!: string;
  /** By when its owner has to take it up. */
  @IsOptional() @IsDateString() responseDueAt!: string | null;
  @IsOptional() @IsDateString() takenUpAt!: string | null;
  @IsOptional() @IsDateString() escalatedAt!: string | null;
  /** The manager who may take it up besides the owner. */
  @IsOptional() @IsString() escalatedTo!: string | null;
  /** Send it back in `If-Match` when changing the ticket. */
  @IsInt() version!: number;
}
