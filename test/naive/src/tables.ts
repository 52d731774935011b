import { Column, DataSource, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

@Entity()
export class Parcel {
  @PrimaryColumn('uuid') id!: string;
  @Column('int') version!: number;
}

/** What became of a parcel, one row per change: the truth that the run is judged by. */
@Entity()
export class Movement {
  @PrimaryGeneratedColumn('identity') row!: number;
  @Column('uuid') eventId!: string;
  @Column('uuid') parcelId!: string;
  @Column('text') branchId!: string;
  @Column('uuid') write!: string;
  @Column('int') version!: number;
}

@Entity()
export class Notice {
  @PrimaryGeneratedColumn('identity') row!: number;
  @Column('uuid') eventId!: string;
  @Column('uuid') parcelId!: string;
  @Column('uuid') cause!: string;
}

/** What a handler did. Nothing keeps an effect from being there twice. */
@Entity()
export class Effect {
  @PrimaryGeneratedColumn('identity') row!: number;
  @Column('text') unit!: string;
  @Column('text') topic!: string;
  @Column('uuid') parcelId!: string;
  @Column('uuid') eventId!: string;
}

/** The messages, as they go over the wire. */
export type Moved = Pick<Movement, 'eventId' | 'parcelId' | 'branchId' | 'write' | 'version'>;
export type Noticed = Pick<Notice, 'eventId' | 'parcelId' | 'cause'>;

export const dataSource = (url: string): DataSource => new DataSource({ type: 'postgres', url, entities: [Parcel, Movement, Notice, Effect], synchronize: false });
