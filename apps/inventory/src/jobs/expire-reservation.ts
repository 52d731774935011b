import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import { setTimer, statement, type Tx } from '@aftercare/event-store';
import { Injectable } from '@nestjs/common';
import { reservedUntil } from '../domain/stock';
import { BackOrders } from '../persistence/back-orders';
import { PartsRequestStore } from '../persistence/parts-request.store';
import { Reservations } from '../persistence/reservations';
import { reservationExpiry, reservationOf } from '../timers';

/** The timer's subject is a line; what is locked is its request. */
@Injectable()
export class ReservationSubjects {
  constructor(private readonly requests: PartsRequestStore) {}

  async lockIn(tx: Tx, subject: string): Promise<void> {
    await this.requests.lockIn(tx, reservationOf(subject).requestId);
  }
}

const overdue = statement('reservation-overdue', 'SELECT part, location, qty FROM stock_reservation WHERE request_id = $1 AND line_no = $2 AND expires_at <= business_now()');
const prolong = statement('reservation-prolong', 'UPDATE stock_reservation SET expires_at = $3 WHERE request_id = $1 AND line_no = $2');

/**
 * What nobody has picked for fourteen days becomes a back-order, and goes to whoever else waits for it. Pieces that are picked stay promised
 * and have another fourteen days. Due late, early or twice, it does what is due.
 */
@Fires(reservationExpiry, ReservationSubjects)
export class ExpireReservation implements Fired {
  constructor(
    private readonly requests: PartsRequestStore,
    private readonly reservations: Reservations,
    private readonly backOrders: BackOrders,
  ) {}

  async handle({ subject }: Timer, tx: Tx): Promise<void> {
    const { requestId, lineNo } = reservationOf(subject);
    const promised = await tx.query<{ part: string; location: string; qty: number }>(overdue, [requestId, lineNo]);
    for (const { part, location, qty } of promised) {
      const lost = await this.requests.changeIn<number>(tx, requestId, (request, { now }) => {
        const unpicked = Math.min(qty, request.held.find((line) => line.lineNo === lineNo)?.qty ?? 0);
        return { events: unpicked > 0 ? request.lose([{ lineNo, qty: unpicked }], 'reservation_expired', now) : [], answer: unpicked };
      });
      if (lost > 0) {
        await this.reservations.release(tx, [{ requestId, lineNo, part, location, qty: lost }]);
        await this.backOrders.serve(tx, location, [part], requestId);
      }
      if (lost < qty) {
        const dueAt = reservedUntil(await tx.now());
        await tx.query(prolong, [requestId, lineNo, dueAt]);
        await setTimer(tx, { kind: reservationExpiry, subject, branchId: null, dueAt, data: {} });
      }
    }
  }
}
