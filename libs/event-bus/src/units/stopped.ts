import { reasonOf } from '../logger';

/** A unit cannot go on without a person. The message says where, why, and the remedy. */
export class UnitStopped extends Error {}

/** A projection would know only half: the unit begins by itself as soon as it has been rebuilt. */
export class RebuildNeeded extends Error {}

/** Another member, or an earlier life of this one, has moved a partition meanwhile. */
export class OffsetsMoved extends Error {}

/** Why a unit stops, with what helps; the database itself only says what it misses. */
export const remedyOf = (error: unknown): string =>
  error instanceof UnitStopped ? error.message : `数据库与本版本不符，请运行迁移后重启 / the database does not fit this version: run the migrations, then start again (${reasonOf(error)})`;
