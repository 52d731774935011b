import { Nullable } from '@aftercare/chassis';
import { Type } from 'class-transformer';
import { IsBoolean, IsDate, IsIn, IsInt, IsString, IsUUID, Matches, ValidateNested } from 'class-validator';
import { ReceiverView } from './delivery-note-view';
import { freightPayers, type FreightPayer, type Shipment, type ShipmentEvent } from './domain/shipment';
import { shipmentMoves, shipmentMovesFor, shipmentStates, type ShipmentMove, type ShipmentState } from './domain/shipment.lifecycle';

const day = /^\d{4}-\d{2}-\d{2}$/;

export class NoteInBoxView {
  @IsUUID() noteId!: string;
  @IsString() number!: string;
  @IsUUID() requestId!: string;
}

/** A shipment as its readers see it, and as it stands after something was done about it. */
export class ShipmentView {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsString() branchId!: string;
  @IsString() carrier!: string;
  @IsString() waybill!: string;
  @ValidateNested() @Type(() => ReceiverView) receiver!: ReceiverView;
  /** Where it left. */
  @IsString() location!: string;
  @ValidateNested({ each: true }) @Type(() => NoteInBoxView) notes!: NoteInBoxView[];
  @IsInt() boxes!: number;
  /** In grams. */
  @Nullable() @IsInt() weightG!: number | null;
  /** Exact, in `currency`. */
  @Nullable() @IsString() freight!: string | null;
  @IsString() currency!: string;
  @IsIn(freightPayers) freightPayer!: FreightPayer;
  @IsIn(shipmentStates) state!: ShipmentState;
  @IsDate() dispatchedAt!: Date;
  /** The last day on which it is on time. */
  @Matches(day) promisedOn!: string;
  /** When it is expected now. */
  @Nullable() @Matches(day) estimatedOn!: string | null;
  @Nullable() @IsDate() arrivedAt!: Date | null;
  @Nullable() @Matches(day) arrivedOn!: string | null;
  /** A stale message, or its promised day was over before it arrived. */
  @IsBoolean() late!: boolean;
  /** Nothing was heard of it for longer than this carrier may be silent. */
  @IsBoolean() silent!: boolean;
  @IsDate() lastHeardAt!: Date;
  /** The last day on which the carrier or one of our people said something of it. */
  @Nullable() @Matches(day) followedOn!: string | null;
  /** The notes whose receiver has not said yet what came. */
  @IsUUID(undefined, { each: true }) awaited!: string[];
  /** What can be done next, by whoever may. */
  @IsIn(Object.keys(shipmentMoves), { each: true }) can!: ShipmentMove[];
  /** Send it back in `If-Match` when changing the shipment. */
  @IsInt() version!: number;
}

/** A shipment of the database or of the domain, as its readers see it. */
export const shipmentView = (shipment: Omit<ShipmentView, 'can' | 'followedOn' | 'awaited' | 'notes'> & Pick<Shipment, 'followedDays' | 'awaited' | 'notes'>): ShipmentView => {
  const { id, number, branchId, carrier, waybill, receiver, location, notes, boxes, weightG, freight, currency, freightPayer, state, dispatchedAt, promisedOn, estimatedOn, arrivedAt, arrivedOn, late, silent, lastHeardAt, followedDays, awaited, version } = shipment;
  return {
    id, number, branchId, carrier, waybill, receiver: { ...receiver }, location, notes: notes.map((note) => ({ ...note })), boxes, weightG, freight, currency, freightPayer, state, dispatchedAt, promisedOn, estimatedOn, arrivedAt,
    arrivedOn, late, silent, lastHeardAt, followedOn: followedDays.at(-1) ?? null, awaited: [...awaited], can: shipmentMovesFor(state), version,
  };
};

/** A decision about a shipment, with how it stands afterwards as the answer. */
export const shipmentStanding = (shipment: Shipment, events: readonly ShipmentEvent[]): { events: readonly ShipmentEvent[]; answer: ShipmentView } => {
  const answer = shipmentView(shipment);
  return { events, answer: { ...answer, version: answer.version + (events.length > 0 ? 1 : 0) } };
};
