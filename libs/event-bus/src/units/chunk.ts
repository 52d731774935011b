/**
 * How many records of each waiting batch join the next transaction, in order of arrival: whole batches until `limit` records are
 * reached, the last one perhaps in part. Taking from all partitions and topics at once is what saves commits.
 */
export const planChunk = (waiting: readonly number[], limit: number): number[] => {
  let room = limit;
  const plan: number[] = [];
  for (const size of waiting) {
    if (room === 0) break;
    const take = Math.min(size, room);
    plan.push(take);
    room -= take;
  }
  return plan;
};
