import type { Tx } from '@aftercare/event-store';
import type { Money } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import type { PartsRequest, Plan } from '../domain/parts-request';
import { reservedUntil } from '../domain/stock';
import { holdAccount, promisedTo } from './dealer-account';
import { Ledger } from './ledger';

/** What only the database can say to a decision. */
export type Settled = { readonly plan: Plan; readonly reserved: ReadonlyMap<number, number> } | { readonly plan: Plan; readonly above: Money };

/** Makes a planned decision possible: credit first, then stock, both held to the end of the transaction. */
@Injectable()
export class Approval {
  constructor(private readonly ledger: Ledger) {}

  /** `above`: the dealer's limit, which the decision would pass; nothing is reserved then. With `creditGranted` nobody asks for it. */
  async settle(tx: Tx, request: PartsRequest, plan: Plan, now: Date, creditGranted: boolean): Promise<Settled> {
    if (plan.charge !== null && request.dealerCode !== null) {
      const { balance, limit } = await holdAccount(tx, request.dealerCode, plan.charge.currency);
      const owes = balance.plus(await promisedTo(tx, request.dealerCode, plan.charge.currency));
      if (!creditGranted && limit !== null && owes.plus(plan.charge).compare(limit) > 0) return { plan, above: limit };
    }
    const expiresAt = reservedUntil(now);
    const partial = !plan.decision.fromStockNow;
    const got = await this.ledger.reserve(tx, plan.lines.map((line) => ({ ...line, location: request.location, requestId: request.id, expiresAt, partial })));
    return { plan, reserved: new Map(plan.lines.map(({ lineNo }, at) => [lineNo, got[at] ?? 0])) };
  }
}
