import type { IncomingHttpHeaders } from 'node:http';
import { Peer } from '@aftercare/chassis';
import type { Command, Decided, Decision } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import type { ObligationEvent, ReturnObligation, WaiverReason } from './domain/obligation';
import { ObligationStanding, standing } from './obligation-standing';
import { visibleTo } from './own-duties';
import { ObligationStore } from './persistence/obligation.store';

export interface Explanation {
  readonly reason: WaiverReason;
  readonly photos: readonly string[];
  readonly words: string;
}

/** Stands for the note's id where it is only asked whether the duty would change. */
const unwritten = '';

/**
 * What a dealer writes is saved before his duty changes, in directory, and the duty has its id: the order of ADR 0003. Nothing is saved for
 * a change that a rule refuses.
 */
@Injectable()
export class Explanations {
  constructor(
    private readonly obligations: ObligationStore,
    private readonly directory: Peer,
  ) {}

  async explain(id: string, { reason, photos, words }: Explanation, command: Command, caller: IncomingHttpHeaders): Promise<ObligationStanding> {
    if (!isUuid(id)) throw new NotFound('obligation');
    const explainWith = (wordsId: string) => (found: ReturnObligation, { now, actor }: Decision): Decided<ObligationEvent, ObligationStanding> => {
      const obligation = visibleTo(found, actor);
      return standing(obligation, obligation.explain({ reason, photos, wordsId }, actor.subject, now));
    };
    let branchId: string;
    try {
      ({ branchId } = await this.obligations.consider(id, explainWith(unwritten), { ...command, version: null }));
    } catch (refusal) {
      // The store says no as well, and keeps that it was asked; whoever repeats what was done gets the first answer.
      return this.obligations.change<ObligationStanding>(id, () => { throw refusal; }, command);
    }
    const { noteId } = await this.directory.post<{ noteId: string }>('/notes', { branchId, about: id, kind: 'not_returned', texts: { words } }, command, caller);
    return this.obligations.change<ObligationStanding>(id, explainWith(noteId), command);
  }
}
