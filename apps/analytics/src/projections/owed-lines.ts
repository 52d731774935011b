import { PartsRequestCancelledV1, PartsRequestDecidedV1, PartsRequestProgressedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

type Told = ReceivedEvent<DataOf<typeof PartsRequestDecidedV1> | DataOf<typeof PartsRequestProgressedV1> | DataOf<typeof PartsRequestCancelledV1>>;

/** What a chunk says of a line: how many pieces are on back-order after it, since when, and whether there were none in between. */
export interface Owed {
  readonly requestId: string;
  readonly lineNo: number;
  readonly branchId: string;
  readonly dealerCode: string | null;
  readonly part: string;
  readonly qty: number;
  readonly since: string | null;
  readonly broken: boolean;
}

/** Folds a chunk, in the order that rows are locked in. Within a request its events are in their order. */
export const owedIn = (events: readonly Told[]): Owed[] => {
  const owed = new Map<string, Owed>();
  for (const { type, data, occurredAt } of events) {
    const { requestId, branchId, dealerCode } = data;
    // What is cancelled is owed no longer, and nothing else of the request is: what is left of it has been shipped.
    const lines = type === PartsRequestCancelledV1.type ? data.lines.map((line) => ({ ...line, backOrder: 0 })) : (data as DataOf<typeof PartsRequestDecidedV1>).lines;
    for (const { lineNo, part, backOrder: qty } of lines) {
      const key = `${requestId} ${String(lineNo).padStart(6, '0')}`;
      const before = owed.get(key);
      const since = qty === 0 ? null : (before?.since ?? occurredAt.toISOString());
      owed.set(key, { requestId, lineNo, branchId, dealerCode, part: before?.part ?? part, qty, since, broken: qty === 0 || (before?.broken ?? false) });
    }
  }
  return [...owed].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
};

const upsert = statement(
  'owed-line-view',
  `INSERT INTO owed_line AS o (request_id, line_no, branch_id, dealer_code, part, qty, since)
   SELECT request_id, line_no, branch_id, dealer_code, part, qty, since
     FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::int[], $7::timestamptz[]) AS w (request_id, line_no, branch_id, dealer_code, part, qty, since)
   ON CONFLICT (request_id, line_no) DO UPDATE SET qty = excluded.qty,
     since = CASE WHEN excluded.qty = 0 THEN NULL WHEN o.since IS NULL OR (excluded.request_id, excluded.line_no) IN (SELECT * FROM unnest($8::uuid[], $9::int[])) THEN excluded.since ELSE o.since END`,
);

/** Every line of a request that is or was on back-order, and since when without a break: how long people wait for parts. */
@Controller()
export class OwedLines {
  @Projects(PartsRequestDecidedV1, PartsRequestProgressedV1, PartsRequestCancelledV1)
  async apply(events: readonly Told[], tx: Tx): Promise<void> {
    const lines = owedIn(events);
    const broken = lines.filter((line) => line.broken);
    await tx.query(upsert, [
      lines.map((l) => l.requestId), lines.map((l) => l.lineNo), lines.map((l) => l.branchId), lines.map((l) => l.dealerCode), lines.map((l) => l.part), lines.map((l) => l.qty), lines.map((l) => l.since),
      broken.map((l) => l.requestId), broken.map((l) => l.lineNo),
    ]);
  }
}
