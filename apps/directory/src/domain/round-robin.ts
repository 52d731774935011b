/**
 * Whose turn it is: the one after `last` in the order of their codes, beginning anew at the end, without those in `without`. null when nobody
 * is left. As long as nobody joins, leaves or declines, everybody has had as many turns as everybody else, or one more.
 */
export const nextInTurn = (staff: readonly string[], last: string | null, without: readonly string[] = []): string | null => {
  const inOrder = staff.filter((code) => !without.includes(code)).sort();
  return inOrder.find((code) => last === null || code > last) ?? inOrder[0] ?? null;
};
