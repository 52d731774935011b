import { differences, inOrder } from './compare.ts';
import { actionNeeds, factNeeds, missing, missingOfKey, routes } from './owners.ts';
import type { Owner } from './owners.ts';
import { ruleCodes } from './reasons.ts';
import { scenarioLines, summary, totals } from './report.ts';
import type { Check, Played } from './report.ts';
import { readVocabulary } from './vocabulary.ts';
import { sampleDir } from '../platform/services.ts';

const vocabulary = readVocabulary(sampleDir);

describe('a fact', () => {
  it.each([
    ['the same', { state: 'open', qty: 1 }, { state: 'open', qty: 1, more: 2 }, []],
    ['zero is not null', { shipped: 0, approved: null }, { shipped: null, approved: 0 }, ['shipped', 'approved']],
    ['text is not a number', { pct: '60' }, { pct: 60 }, ['pct']],
    ['a list in its order', { in_order: ['Q3', 'Q2'] }, { in_order: ['Q2', 'Q3'] }, ['in_order']],
    ['a list that contains', { contains: ['N1'], excludes: ['N3'] }, { contains: ['N2', 'N1'], excludes: ['N2', 'N1'] }, []],
    ['a list that contains too much', { contains: ['N3'], excludes: ['N1'] }, { contains: ['N1'], excludes: ['N1'] }, ['contains', 'excludes']],
    ['a key that nobody looks at', { severity: null }, {}, ['severity']],
  ])('%s', (_what, stated, seen, keys) => {
    expect(differences(stated, seen as Readonly<Record<string, string | number | null>>).map(({ key }) => key)).toEqual(keys);
  });
});

it('words happen in order when others lie between them, and not when one of them comes early, late or never', () => {
  const happened = ['opened', 'taken_up', 'resolved', 'closed'];
  expect(inOrder(['opened', 'resolved', 'closed'], happened)).toEqual(['opened', 'resolved', 'closed']);
  for (const wanted of [['resolved', 'opened'], ['opened', 'picked'], ['opened', 'opened']]) expect(inOrder(wanted, happened)).toEqual(happened);
});

describe('the table of owners', () => {
  const exists = (...there: readonly Owner[]) => (owner: Owner): boolean => there.includes(owner);

  it('has a line for every action and every fact of the vocabulary, and for no other', () => {
    expect(Object.keys(actionNeeds).sort()).toEqual([...vocabulary.actions.keys()].sort());
    expect(Object.keys(factNeeds).sort()).toEqual([...vocabulary.facts.keys()].sort());
  });

  it('knows only keys and values that can occur', () => {
    for (const [word, { keys = {}, values = {} }] of [...Object.entries(actionNeeds), ...Object.entries(factNeeds)]) {
      const known = vocabulary.actions.get(word) ?? vocabulary.facts.get(word)!;
      expect([word, [...Object.keys(keys), ...Object.keys(values)].filter((key) => !known.has(key))]).toEqual([word, []]);
    }
  });

  it('asks for the owner of the thing, of what stands under a key, and of a key alone', () => {
    expect(missing(actionNeeds['send reply'], { template: 'apology' }, exists())).toBe('tickets');
    expect(missing(actionNeeds['look up'], { list: 'apology_due' }, exists('tickets'))).toBe('tickets/rulings');
    expect(missing(actionNeeds['look up'], { kpi: 'rework' }, exists('inventory'))).toBe('analytics/kpis');
    expect(missing(factNeeds['notice'], { kind: 'acknowledgement' }, exists())).toBe('notifier');
    expect(missingOfKey(factNeeds['ticket'], 'ruling', exists('tickets'))).toBe('tickets/rulings');
    expect(missingOfKey(factNeeds['ticket'], 'state', exists('tickets'))).toBeNull();
  });

  it('begins no owner’s routes with those of another, or the second would exist with the first', () => {
    const all = Object.entries(routes);
    expect(all.filter(([name, route]) => all.some(([other, longer]) => other !== name && longer.startsWith(route)))).toEqual([]);
  });

  it('and the table of reasons know only refusals of the vocabulary', () => {
    expect(Object.keys(ruleCodes).filter((reason) => !vocabulary.reasons.has(reason))).toEqual([]);
  });
});

describe('the report', () => {
  const step = { step: 1, at: new Date('2026-07-06T01:05:00Z'), actor: 'ST030', action: 'record call', inputs: {}, reason: null, facts: [] };
  const scenario = { id: 'X1', title: 'one call', given: [], steps: [step, { ...step, step: 2 }] };
  const ok: Check = { what: 'answer', outcome: 'ok' };
  const wrong: Check = { what: 'ticket T1', outcome: 'failed', why: 'priority: expected "high", seen "low"' };
  const open: Check = { what: 'ticket T1 ruling', outcome: 'not checked', owner: 'tickets/rulings' };
  const played = (checks: readonly Check[], ended: Played['ended'], given: readonly Check[] = []): Played => ({ scenario, given, steps: checks.length > 0 ? [{ step, checks }] : [], ended });

  it('shows each step, what is wrong in it, what nobody answers for, and how far it got', () => {
    expect(scenarioLines(played([ok, wrong, open], { step: 2, owner: 'inventory' }, [{ ...open, what: 'given stock' }, { ...open, what: 'given stock' }]))).toEqual([
      'X1  one call',
      '      not checked: tickets/rulings (given stock) ×2',
      `${'   1  2026-07-06 09:05  ST030    record call'.padEnd(76)} FAILED  1 of 3`,
      '      FAILED  ticket T1: priority: expected "high", seen "low"',
      '      not checked: tickets/rulings (ticket T1 ruling)',
      '      checked to step 1 of 2: inventory',
      '',
    ]);
    expect(scenarioLines(played([ok], null))).toContain('      all 2 steps');
    expect(scenarioLines(played([wrong], { step: 1, owner: null }))).toContain('      not gone on with after step 1');
  });

  it('counts what holds and what does not; what is not checked, and how scenarios ended, stand apart', () => {
    const all = [played([ok, ok], null), played([ok, wrong, open], { step: 2, owner: 'inventory' }), played([], { step: 1, owner: 'quality' }), played([wrong], { step: 1, owner: null })];
    expect(totals(all)).toEqual({ passed: 3, failed: 2 });
    expect(summary(all).split('\n')).toEqual([
      '4 scenarios: 1 played to their end, 1 checked to a step, 1 not begun because nobody owns their first action, 1 gone wrong',
      'not checked: tickets/rulings 1',
      '3 passed, 2 failed',
    ]);
  });
});
