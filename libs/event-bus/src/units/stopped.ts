/** A unit cannot go on without a person. The message says where, why, and the remedy. */
export class UnitStopped extends Error {}

/** Another member, or an earlier life of this one, has moved a partition meanwhile. */
export class OffsetsMoved extends Error {}
