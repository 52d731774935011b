import type { DeliveryNoteView, ReceivedLine } from '../../api/generated/inventory/types.gen';

/** What somebody has counted of one part, as it was typed. */
export interface Counted {
  readonly came: string;
  readonly rejected: string;
  readonly reason: ReceivedLine['reason'];
  readonly photos: readonly string[];
}
export type Counts = Readonly<Record<string, Counted>>;

const uncounted: Counted = { came: '', rejected: '', reason: null, photos: [] };
export const countedOf = (counts: Counts, part: string): Counted => counts[part] ?? uncounted;

export const rejectReasons = ['damaged', 'wrong', 'over', 'late'] as const satisfies readonly NonNullable<ReceivedLine['reason']>[];

/** Whole pieces, or nothing that counts. */
export const pieces = (text: string): number | null => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : null);

/** How many of each part the note names, over all of its lines. */
export const onNoteOf = (lines: DeliveryNoteView['lines']): ReadonlyMap<string, number> => {
  const onNote = new Map<string, number>();
  for (const { part, qty } of lines) onNote.set(part, (onNote.get(part) ?? 0) + qty);
  return onNote;
};

/** What is still to be said of a part; `null`: nothing. */
export const faultOf = ({ came, rejected, reason }: Counted): 'rc.count-missing' | 'rc.rejected-over' | 'rc.reason-missing' | null => {
  const [all, bad] = [pieces(came), rejected.trim() === '' ? 0 : pieces(rejected)];
  if (all === null) return 'rc.count-missing';
  if (bad === null || bad > all) return 'rc.rejected-over';
  return bad > 0 && !reason ? 'rc.reason-missing' : null;
};

export const receivedLine = (part: string, { came, rejected, reason, photos }: Counted): ReceivedLine => {
  const bad = pieces(rejected) ?? 0;
  return { part, received: pieces(came) ?? 0, rejected: bad, reason: bad > 0 ? (reason ?? null) : null, photos: [...photos] };
};
