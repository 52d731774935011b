import { RuleViolation } from '@aftercare/kernel';
import { addUpCounts, differing, wholePieces, type Count } from './counts';
import { pickingLeadsTo, type PickingMove, type PickingState } from './picking.lifecycle';

/** Why a keeper found less than he was to pick; the closed list `short_pick` of the factory. */
export const shortReasons = ['stockout', 'could_not_locate', 'damaged_in_bin', 'substituted'] as const;
export type ShortReason = (typeof shortReasons)[number];

/** One line of the request, as far as it is in this picking. Quantities are pieces in the part's base unit. */
export interface PickingLine {
  /** The line of the request. */
  readonly lineNo: number;
  /** What is to be taken from the shelf: the substitute, where one was agreed. */
  readonly part: string;
  /** Reserved for the line, and taken into this picking. */
  readonly toPick: number;
  readonly picked: number;
  /** Counted by the second person; `null`: not yet. */
  readonly checked: number | null;
  readonly short: ShortReason | null;
}

/** A line that gives pieces back to its request, and why where fewer were found than were to be picked. */
export interface GivenBack {
  readonly lineNo: number;
  readonly qty: number;
  readonly short: ShortReason | null;
}

export interface ShortPick {
  readonly part: string;
  readonly reason: ShortReason;
}

interface Change {
  readonly by: string;
  readonly at: Date;
}

export type PickingEvent =
  | ({ readonly type: 'PickingStarted' } & Change)
  | ({ readonly type: 'PartScanned'; readonly part: string; readonly qty: number } & Change)
  | ({ readonly type: 'PickingFinished'; readonly givenBack: readonly GivenBack[] } & Change)
  | ({ readonly type: 'CheckStarted' } & Change)
  | ({ readonly type: 'PickingChecked' } & Change)
  | ({ readonly type: 'PickingSentBack' } & Change)
  | ({ readonly type: 'PickingPacked' } & Change)
  | ({ readonly type: 'NoteMadeOfPicking'; readonly noteId: string } & Change)
  | ({ readonly type: 'PickingPutBack'; readonly givenBack: readonly GivenBack[] } & Change);

export interface PickingDetails {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly requestId: string;
  /** The ticket that the parts are for, if there is one. */
  readonly ticketId: string | null;
  /** The code of the warehouse or van whose shelves are picked from. */
  readonly location: string;
}

/**
 * A keeper takes what a request has reserved from the shelf; a second person counts it. States: picking → picked → checking → checked →
 * packed; put back where it is not shipped. Until a note is dispatched all its pieces stay reserved. The moves are those of
 * `picking.lifecycle.ts`.
 */
export class Picking {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly requestId: string;
  readonly ticketId: string | null;
  readonly location: string;
  state: PickingState;
  lines: readonly PickingLine[];
  readonly picker: string;
  checker: string | null;
  readonly startedAt: Date;
  pickedAt: Date | null;
  checkedAt: Date | null;
  /** Boxes that it was packed into, and what they weigh together, in grams. */
  boxes: number | null;
  weightG: number | null;
  /** The delivery note that says what is in it. */
  noteId: string | null;
  readonly version: number;

  private constructor() {}

  /** `reserved`: what the request gives into this picking; at least one piece. */
  static start(details: PickingDetails, reserved: readonly { readonly lineNo: number; readonly part: string; readonly qty: number }[], by: string, now: Date): { picking: Picking; events: PickingEvent[] } {
    if (!reserved.some(({ qty }) => qty > 0)) throw new RuleViolation('picking.nothing-reserved');
    const picking = Object.assign(new Picking(), details, {
      state: 'picking' as const,
      lines: reserved.filter(({ qty }) => qty > 0).map(({ lineNo, part, qty }) => ({ lineNo, part, toPick: qty, picked: 0, checked: null, short: null })),
      picker: by,
      checker: null,
      startedAt: now,
      pickedAt: null,
      checkedAt: null,
      boxes: null,
      weightG: null,
      noteId: null,
      version: 1,
    });
    return { picking, events: [{ type: 'PickingStarted', by, at: now }] };
  }

  /** Pieces were taken from the shelf. A part that nobody asked for stops the line; so does a piece more than is to be picked. */
  scan({ part, qty }: Count, by: string, now: Date): PickingEvent[] {
    const to = this.#allowed('scan');
    this.#pickedBy(by);
    wholePieces(qty);
    const wanted = this.lines.filter((line) => line.part === part);
    if (wanted.length === 0) throw new RuleViolation('picking.wrong-part', { part, expected: [...new Set(this.lines.map((line) => line.part))].join(', ') });
    const room = wanted.reduce((sum, { toPick, picked }) => sum + toPick - picked, 0);
    if (qty > room) throw new RuleViolation('picking.over-approved', { part, qty, left: room });
    let left = qty;
    this.lines = this.lines.map((line) => {
      const taken = line.part === part ? Math.min(left, line.toPick - line.picked) : 0;
      left -= taken;
      return taken === 0 ? line : { ...line, picked: line.picked + taken };
    });
    this.state = to;
    return [{ type: 'PartScanned', part, qty, by, at: now }];
  }

  /** Everything that can be found is picked. What is missing needs a reason and goes back to the request; where nothing was found, so does all of it. */
  finish(short: readonly ShortPick[], by: string, now: Date): PickingEvent[] {
    const to = this.#allowed('finish');
    this.#pickedBy(by);
    const reasons = new Map(short.map(({ part, reason }) => [part, reason]));
    for (const { part } of short) {
      if (!this.lines.some((line) => line.part === part && line.picked < line.toPick)) throw new RuleViolation('picking.not-short', { part });
    }
    this.lines = this.lines.map((line) => {
      if (line.picked === line.toPick) return line;
      const reason = reasons.get(line.part);
      if (reason === undefined) throw new RuleViolation('picking.short-reason-missing', { part: line.part, missing: line.toPick - line.picked, reasons: shortReasons.join(', ') });
      return { ...line, short: reason };
    });
    const givenBack = this.lines.filter(({ picked, toPick }) => picked < toPick).map(({ lineNo, toPick, picked, short: reason }) => ({ lineNo, qty: toPick - picked, short: reason }));
    if (this.lines.every(({ picked }) => picked === 0)) {
      this.state = 'put_back';
      return [{ type: 'PickingPutBack', givenBack, by, at: now }];
    }
    this.state = to;
    this.pickedAt = now;
    return [{ type: 'PickingFinished', givenBack, by, at: now }];
  }

  /** A second person has it in hand. Said again by him it changes nothing; another colleague may take the check over. */
  startCheck(by: string, now: Date): PickingEvent[] {
    const to = this.#allowed('start_check');
    this.#notPickedBy(by);
    if (this.state === to && this.checker === by) return [];
    this.state = to;
    this.checker = by;
    return [{ type: 'CheckStarted', by, at: now }];
  }

  /** He counted what lies there, and it is what was picked. Where it is not, nothing has changed: he counts again, or sends it back. */
  check(counts: readonly Count[], by: string, now: Date): PickingEvent[] {
    const to = this.#allowed('check');
    this.#notPickedBy(by);
    const [wrong] = differing(addUpCounts(this.lines.map(({ part, picked }) => ({ part, qty: picked }))), addUpCounts(counts));
    // How many were picked is not said: he is to count, not to copy.
    if (wrong !== undefined) throw new RuleViolation('picking.count-mismatch', { part: wrong });
    this.state = to;
    this.checker = by;
    this.checkedAt = now;
    this.lines = this.lines.map((line) => ({ ...line, checked: line.picked }));
    return [{ type: 'PickingChecked', by, at: now }];
  }

  /** What lies there is not what was picked: the keeper picks all of it anew. What was given back as missing stays with the request. */
  sendBack(by: string, now: Date): PickingEvent[] {
    const to = this.#allowed('send_back');
    this.#notPickedBy(by);
    this.state = to;
    this.checker = null;
    this.pickedAt = null;
    this.lines = this.lines.map((line) => ({ ...line, toPick: line.picked, picked: 0, short: null })).filter(({ toPick }) => toPick > 0);
    return [{ type: 'PickingSentBack', by, at: now }];
  }

  pack({ boxes, weightG }: { readonly boxes: number; readonly weightG: number | null }, by: string, now: Date): PickingEvent[] {
    const to = this.#allowed('pack');
    if (this.noteId !== null) throw new RuleViolation('picking.on-a-note');
    this.state = to;
    this.boxes = boxes;
    this.weightG = weightG;
    return [{ type: 'PickingPacked', by, at: now }];
  }

  /** A delivery note says what is in it; it has to be counted by the second person first, and there is one note of it. */
  issueNote(noteId: string, by: string, now: Date): PickingEvent[] {
    if (this.checkedAt === null && this.state !== 'put_back') throw new RuleViolation('picking.not-checked', { state: this.state });
    const to = this.#allowed('issue_note');
    if (this.noteId !== null) throw new RuleViolation('picking.on-a-note');
    this.state = to;
    this.noteId = noteId;
    return [{ type: 'NoteMadeOfPicking', noteId, by, at: now }];
  }

  /** The pieces are on their shelf again, each of them scanned. */
  putBack(scans: readonly Count[], by: string, now: Date): PickingEvent[] {
    this.#allowed('put_back');
    if (this.noteId !== null) throw new RuleViolation('picking.on-a-note');
    const [wrong] = differing(addUpCounts(this.lines.map(({ part, picked }) => ({ part, qty: picked }))), addUpCounts(scans));
    if (wrong !== undefined) throw new RuleViolation('picking.put-back-mismatch', { part: wrong });
    return [this.#givenBack(by, now)];
  }

  /** Its note was declared void: the pieces are the request's again, to be picked anew. */
  noteVoided(by: string, now: Date): PickingEvent[] {
    this.#allowed('put_back');
    this.noteId = null;
    return [this.#givenBack(by, now)];
  }

  #givenBack(by: string, now: Date): PickingEvent {
    // What was found missing has been given back before.
    const finished = this.state !== 'picking';
    const givenBack = this.lines.map(({ lineNo, toPick, picked }) => ({ lineNo, qty: finished ? picked : toPick, short: null })).filter(({ qty }) => qty > 0);
    this.state = 'put_back';
    return { type: 'PickingPutBack', givenBack, by, at: now };
  }

  #allowed(move: PickingMove): PickingState {
    const to = pickingLeadsTo(move, this.state);
    if (to === undefined) throw new RuleViolation('picking.move-not-allowed', { move, state: this.state });
    return to;
  }

  #pickedBy(by: string): void {
    if (by !== this.picker) throw new RuleViolation('picking.not-yours', { picker: this.picker });
  }

  #notPickedBy(by: string): void {
    if (by === this.picker) throw new RuleViolation('picking.picker-is-checker', { picker: this.picker });
  }
}
