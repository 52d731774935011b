import { deepStrictEqual, fail, strictEqual } from 'node:assert/strict';
import { RuleViolation } from '@aftercare/kernel';

interface Outcome<Event> {
  /** These events and no others, in this order. An empty list says: nothing happened. */
  then(expected: readonly Event[]): void;
  /** The rule with this code said no. */
  thenRefused(code: string): void;
}

/**
 * Reads as the rule: `given(anOpenTicket()).when((ticket) => ticket.close('repaired', 'ST030', at)).then([…])`.
 * `aggregate` is an aggregate whose methods return the events that they decide.
 */
export const given = <Aggregate>(aggregate: Aggregate) => ({
  when: <Event>(decide: (aggregate: Aggregate) => readonly Event[]): Outcome<Event> => ({
    then: (expected) => deepStrictEqual(decide(aggregate), expected),
    thenRefused: (code) => {
      try {
        decide(aggregate);
      } catch (refusal) {
        if (!(refusal instanceof RuleViolation)) throw refusal;
        strictEqual(refusal.code, code);
        return;
      }
      fail(`expected the refusal ${code}, but it was allowed`);
    },
  }),
});
