/// <reference path="./kafkajs-internals.d.ts" />
import RequestQueue from 'kafkajs/src/network/requestQueue';

let patched = false;

/**
 * kafkajs re-arms a 1 ms timer for ever on every idle connection (tulios/kafkajs#1751): 1.4 % of a core each, and a
 * TimeoutNegativeWarning on newer Nodes. Nothing is pending and nothing is throttled: then there is nothing to come back for.
 */
export const restIdleConnections = (): void => {
  if (patched) return;
  patched = true;
  const schedule = RequestQueue.prototype.scheduleCheckPendingRequests;
  RequestQueue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length === 0 && this.throttledUntil <= Date.now()) return;
    schedule.call(this);
  };
};
