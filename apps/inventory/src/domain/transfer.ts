import { RuleViolation } from '@aftercare/kernel';
import { checkCount, checkQuantity } from './stock';
import { transferLeadsTo, type TransferMove, type TransferState } from './transfer.lifecycle';

export interface TransferLine {
  readonly part: string;
  readonly qty: number;
}

/** Pieces that were sent and, once it was received, how many of them came. */
export interface SentLine extends TransferLine {
  readonly received?: number;
}

export interface TransferDetails {
  readonly id: string;
  readonly number: string;
  /** The branch that sends. */
  readonly branchId: string;
  readonly fromLocation: string;
  readonly toBranchId: string;
  readonly toLocation: string;
  readonly lines: readonly TransferLine[];
  readonly preparedBy: string;
}

export type TransferEvent =
  | { readonly type: 'TransferPrepared'; readonly at: Date }
  | { readonly type: 'TransferSent'; readonly by: string; readonly at: Date }
  | { readonly type: 'TransferReceived'; readonly by: string; readonly at: Date }
  | { readonly type: 'TransferCalledOff'; readonly by: string; readonly at: Date };

/** Stock goes from one branch to another. States: prepared → sent (another person has checked it) → received; or called off before it leaves. */
export class Transfer {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly fromLocation: string;
  readonly toBranchId: string;
  readonly toLocation: string;
  lines: readonly SentLine[];
  readonly preparedBy: string;
  readonly preparedAt: Date;
  state: TransferState;
  sentBy: string | null;
  sentAt: Date | null;
  receivedBy: string | null;
  receivedAt: Date | null;
  readonly version: number;

  private constructor() {}

  static prepare(details: TransferDetails, now: Date): { transfer: Transfer; events: TransferEvent[] } {
    const { branchId, toBranchId, lines } = details;
    if (branchId === toBranchId) throw new RuleViolation('transfer.within-branch', { branch: branchId });
    for (const { part, qty } of lines) checkQuantity(qty, part);
    const twice = lines.find(({ part }, at) => lines.findIndex((other) => other.part === part) !== at);
    if (twice) throw new RuleViolation('transfer.part-twice', { part: twice.part });
    const transfer = Object.assign(new Transfer(), details, { preparedAt: now, state: 'prepared', sentBy: null, sentAt: null, receivedBy: null, receivedAt: null, version: 1 } as const);
    return { transfer, events: [{ type: 'TransferPrepared', at: now }] };
  }

  /** Somebody else than who prepared it has counted, and it leaves. */
  send(by: string, now: Date): TransferEvent[] {
    this.#move('send');
    if (by === this.preparedBy) throw new RuleViolation('transfer.preparer-is-checker', { number: this.number });
    this.state = 'sent';
    this.sentBy = by;
    this.sentAt = now;
    return [{ type: 'TransferSent', by, at: now }];
  }

  /** What was sent and did not come, once somebody has said so. */
  get missing(): readonly TransferLine[] {
    return this.lines.flatMap(({ part, qty, received = qty }) => (received < qty ? [{ part, qty: qty - received }] : []));
  }

  /** It has arrived: as it was sent (`null`), or as it was counted, part by part, where fewer came. What came besides is a matter of a count. */
  receive(came: readonly TransferLine[] | null, by: string, now: Date): TransferEvent[] {
    this.#move('receive');
    if (came !== null) this.lines = this.#counted(came);
    this.state = 'received';
    this.receivedBy = by;
    this.receivedAt = now;
    return [{ type: 'TransferReceived', by, at: now }];
  }

  /** It does not leave at all. */
  callOff(by: string, now: Date): TransferEvent[] {
    this.#move('call_off');
    this.state = 'called_off';
    return [{ type: 'TransferCalledOff', by, at: now }];
  }

  #counted(came: readonly TransferLine[]): readonly SentLine[] {
    for (const { part, qty } of came) checkCount(qty, part);
    const counts = new Map(came.map(({ part, qty }) => [part, qty]));
    if (counts.size !== came.length || counts.size !== this.lines.length || this.lines.some(({ part }) => !counts.has(part))) throw new RuleViolation('transfer.count-of-other-parts', { parts: this.lines.map(({ part }) => part).join(', ') });
    return this.lines.map(({ part, qty }) => {
      const received = counts.get(part)!;
      if (received > qty) throw new RuleViolation('transfer.more-than-sent', { part, qty: received, sent: qty });
      return { part, qty, received };
    });
  }

  #move(move: TransferMove): void {
    if (transferLeadsTo(move, this.state) === undefined) throw new RuleViolation('transfer.move-not-allowed', { move, state: this.state });
  }
}
