/** What the scenarios call a refusal, and the rule codes by which ours are known (`/problems/<code>`). A code joins when its rule is built. */
export const ruleCodes: Readonly<Record<string, readonly string[]>> = {
  COUNT_MISMATCH: ['picking.count-mismatch', 'picking.put-back-mismatch'],
  DISCREPANCY_OPEN: ['parts-request.discrepancy-open'],
  INSUFFICIENT_STOCK: ['stock.insufficient'],
  LEDGER_IMMUTABLE: ['dispatch-ledger.immutable'],
  NOT_CHECKED: ['picking.not-checked'],
  PICKER_IS_CHECKER: ['picking.picker-is-checker'],
  QTY_OVER_APPROVED: ['parts-request.approved-over-requested', 'parts-request.over-approved', 'picking.over-approved'],
  REASON_MISSING: ['discrepancy.cause-missing', 'parts-request.reason-missing', 'picking.short-reason-missing', 'receipt.reason-missing'],
  CLOSE_NOT_CONFIRMED: ['ticket.not-confirmed'],
  REPLY_MISSING: ['ticket.reply-missing'],
  RULING_MISSING: ['ticket.ruling-missing'],
  SELF_OR_RELATIVE: ['ticket.relative', 'parts-request.self-or-relative', 'obligation.self-or-relative', 'discrepancy.self-or-relative'],
  SUBSTITUTE_NOT_ALLOWED: ['parts-request.substitute-not-agreed', 'parts-request.substitute-not-allowed'],
  WAIVER_NEEDS_FINANCE: ['obligation.waiver-needs-finance'],
  WRONG_PART: ['picking.wrong-part'],
};
