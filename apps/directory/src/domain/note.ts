import { RuleViolation } from '@aftercare/kernel';

export interface NoteWritten {
  readonly type: 'NoteWritten';
}

export type NoteEvent = NoteWritten;

export interface NoteDetails {
  readonly id: string;
  readonly branchId: string;
  /** The thing it is about: a ticket, for example. */
  readonly about: string;
  /** Which step of the work wrote it, e.g. `intake`. */
  readonly kind: string;
  /** What was written, by the name of its box, e.g. `realCause`. */
  readonly texts: Readonly<Record<string, string>>;
  readonly writtenBy: string;
}

/**
 * What staff wrote while they worked on something. People write about people, so the words are kept where personal data is kept; the
 * thing itself knows only the note's id. It has one state, written, and is never changed.
 */
export class Note {
  readonly id: string;
  readonly branchId: string;
  readonly about: string;
  readonly kind: string;
  readonly texts: Readonly<Record<string, string>>;
  readonly writtenBy: string;
  readonly writtenAt: Date;
  readonly version: number;

  private constructor() {}

  static write(details: NoteDetails, now: Date): { note: Note; events: NoteEvent[] } {
    for (const [name, text] of Object.entries(details.texts)) if (text.trim() === '') throw new RuleViolation('note.text-missing', { name });
    return { note: Object.assign(new Note(), details, { writtenAt: now, version: 1 }), events: [{ type: 'NoteWritten' }] };
  }
}
