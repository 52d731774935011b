import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Post } from '@nestjs/common';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, Min } from 'class-validator';
import { freightPayers, type FreightPayer } from '../../domain/shipment';
import { Dispatch } from '../../persistence/dispatch';
import { ShipmentView } from '../../shipment-view';
import { carrierCode, waybillNumber } from '../../waybill';

export class DispatchShipmentBody {
  @IsString() @Matches(carrierCode) carrier!: string;
  /** The carrier's number for it. */
  @IsString() @Matches(waybillNumber) waybill!: string;
  /** The delivery notes that it carries, all from one place to one receiver. */
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(50) @IsUUID(undefined, { each: true }) noteIds!: string[];
  /** One, if it is not said. */
  @IsOptional() @IsInt() @Min(1) @Max(1_000) boxes?: number | null;
  /** All boxes together, in grams. */
  @IsOptional() @IsInt() @Min(1) @Max(100_000_000) weightG?: number | null;
  /** What the carrier asks for it: exact, with two decimals, in the currency of the notes. */
  @IsOptional() @Matches(/^\d{1,9}\.\d{2}$/) freight?: string | null;
  /** We, if it is not said. */
  @IsOptional() @IsIn(freightPayers) freightPayer?: FreightPayer | null;
}

@Controller('shipments')
export class DispatchShipment {
  constructor(private readonly work: Dispatch) {}

  /**
   * The goods of one or several notes leave under one waybill. In one step: the notes are on their way, each of their lines is in the dispatch
   * ledger, the stock is in transit, the requests know it, and the dealer is charged for what is not under warranty. It is promised for the
   * carrier's days within the region or beyond it.
   */
  @Post()
  @Requires('parts:ship')
  @Answers(ShipmentView, 201)
  async handle(@Body() { carrier, waybill, noteIds, boxes, weightG, freight, freightPayer }: DispatchShipmentBody, @Command() command: Command): Promise<ShipmentView> {
    return this.work.send({ carrier, waybill, noteIds, boxes: boxes ?? 1, weightG: weightG ?? null, freight: freight ?? null, freightPayer: freightPayer ?? 'sender' }, command);
  }
}
