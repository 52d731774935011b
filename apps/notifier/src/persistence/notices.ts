import type { ReceivedEvent } from '@aftercare/contracts';
import { statement, type Tx } from '@aftercare/event-store';
import { derivedId } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import { Notice, type NoticeKind, type NoticeWording, type ReceiverKind } from '../domain/notice';
import type { QuietHours } from '../domain/quiet-hours';
import { NoticeStore } from './notice.store';

/** Who is told what, and of what. */
export interface Tell {
  readonly kind: NoticeKind;
  /** Where the kind says one of several things. */
  readonly wording?: NoticeWording;
  readonly receiverKind: ReceiverKind;
  readonly receiver: string;
  readonly about: string;
  readonly reference?: string;
  /** The day that it names. */
  readonly day?: string | null;
  /** When the fact came true. */
  readonly at: string;
}

/** Nobody is told of older facts: they come from an import, or from before this service was there. */
const newsForMs = 7 * 86_400_000;

const known = statement('notice-known', 'SELECT FROM notice WHERE id = $1');
const quietHours = statement(
  'quiet-hours',
  `SELECT c.quiet_from AS "from", c.quiet_to AS "to", b.zone FROM customer c JOIN branch b ON b.id = c.branch_id
    WHERE c.id = $1 AND c.quiet_from IS NOT NULL AND c.quiet_to IS NOT NULL`,
);

/** Makes the notice of a fact: once, however often the fact is heard. A customer of whom we have not heard yet is not known to have quiet hours. */
@Injectable()
export class Notices {
  constructor(private readonly store: NoticeStore) {}

  async make(fact: ReceivedEvent<{ readonly branchId: string }>, tell: Tell, tx: Tx): Promise<void> {
    const { kind, receiverKind, receiver, about, reference = null, day = null, at, wording = kind } = tell;
    const id = derivedId(fact.id, receiver, kind);
    if ((await tx.now()).getTime() - Date.parse(at) > newsForMs || (await tx.query(known, [id])).length > 0) return;
    const [quiet = null] = receiverKind === 'customer' ? await tx.query<QuietHours>(quietHours, [receiver]) : [];
    await this.store.createIn(tx, ({ now }) => {
      const { notice, events } = Notice.make({ id, branchId: fact.data.branchId, receiverKind, receiver, kind, wording, about, reference, day, factId: fact.id }, quiet, now);
      return { aggregate: notice, events, answer: undefined };
    });
  }
}
