import { defineEvent, type ContractEvent } from '@aftercare/contracts';
import { EntitySchema } from 'typeorm';
import { Type } from 'typebox';
import { aggregateStore } from './aggregate-store';
import { mechanismMigrations } from './mechanism';
import { branchWall, type Migration } from './migration';

/** The smallest aggregate that has everything a store must keep: a branch, a version, an event per change. */
export class Parcel {
  private id: string;
  branchId: string;
  weight: number;
  version: number;

  static pack(id: string, branchId: string, weight: number): { parcel: Parcel; events: ParcelEvent[] } {
    const parcel = new Parcel();
    Object.assign(parcel, { branchId, weight, version: 1 }).id = id;
    return { parcel, events: [parcel.weighed()] };
  }

  reweigh(weight: number): ParcelEvent[] {
    if (weight === this.weight) return [];
    this.weight = weight;
    return [this.weighed()];
  }

  private weighed(): ParcelEvent {
    return { type: 'ParcelWeighed', parcelId: this.id, weight: this.weight };
  }
}

export interface ParcelEvent {
  readonly type: 'ParcelWeighed';
  readonly parcelId: string;
  readonly weight: number;
}

export const ParcelWeighedV1 = defineEvent({
  type: 'aftercare.depot.parcel.weighed.v1',
  meaning: { zh: '包裹称重', en: 'A parcel was weighed' },
  keyField: 'parcelId',
  branchField: 'branchId',
  personalData: 'none',
  fields: { parcelId: Type.String({ format: 'uuid' }), branchId: Type.String(), weight: Type.Integer({ minimum: 1 }) },
  example: { parcelId: '0192f0c1-2d6e-7abc-8def-0123456789ab', branchId: 'BR05', weight: 3 },
});

export const parcelMapping = new EntitySchema<{ id: string; branchId: string; weight: number; version: number }>({
  name: 'parcel',
  target: Parcel,
  columns: {
    id: { type: 'uuid', primary: true },
    branchId: { type: 'text', name: 'branch_id' },
    weight: { type: 'int' },
    version: { type: 'int' },
  },
});

const publishes = (event: ParcelEvent, parcel: Parcel): ContractEvent =>
  ParcelWeighedV1.of({ parcelId: event.parcelId, branchId: parcel.branchId, weight: event.weight });

export class ParcelStore extends aggregateStore<Parcel, ParcelEvent>({ kind: 'parcel', mapping: parcelMapping, publishes }) {}

export const parcelMigrations: readonly Migration[] = [
  ...mechanismMigrations,
  {
    name: '0002-parcel',
    sql: `CREATE TABLE parcel (id uuid PRIMARY KEY, branch_id text NOT NULL, weight integer NOT NULL CHECK (weight < 1000), version integer NOT NULL);${branchWall('parcel')}`,
  },
];
