/** What the scenarios call a refusal, and the rule codes by which ours are known (`/problems/<code>`). A code joins when its rule is built. */
export const ruleCodes: Readonly<Record<string, readonly string[]>> = {
  CLOSE_NOT_CONFIRMED: ['ticket.not-confirmed'],
  REPLY_MISSING: ['ticket.reply-missing'],
  RULING_MISSING: ['ticket.ruling-missing'],
  SELF_OR_RELATIVE: ['ticket.relative'],
};
