import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleDir } from '../platform/services.ts';
import { BadScenario, beginning, instantOf, localTime, rangeOf, readScenario } from './read.ts';
import { readVocabulary } from './vocabulary.ts';

const vocabulary = readVocabulary(sampleDir);
const folder = join(sampleDir, 'scenarios');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

const call = `
  - step: 1
    at: 2026-07-06 09:05
    actor: ST030
    action: record call
    with: {as: T1, caller: '19900001389', kind: complaint, words: 不热}
    then:
      - ticket: {ref: T1, owner: ST030, ruling: null}
`;
const scenario = (steps: string, head = 'id: X1\ntitle: one call') => `${head}\nsteps:${steps}`;
const complaints = (text: string): readonly string[] => {
  try {
    readScenario('X1.yaml', text, vocabulary);
    return [];
  } catch (error) {
    if (error instanceof BadScenario) return error.lines;
    throw error;
  }
};

it.each(files)('reads %s', (file) => {
  const { id, steps } = readScenario(file, readFileSync(join(folder, file), 'utf8'), vocabulary);
  expect(file.startsWith(id)).toBe(true);
  expect(steps.length).toBeGreaterThan(0);
});

it('reads a step as it stands: times in Shanghai, null as null, dates as the text that was written', () => {
  const { steps: [step] } = readScenario('X1.yaml', scenario(`${call}      - shipment: {ref: N1, promised_on: 2026-07-07, late: false}`), vocabulary);
  expect(step).toEqual({
    step: 1, at: new Date('2026-07-06T01:05:00Z'), actor: 'ST030', action: 'record call', reason: null,
    inputs: { as: 'T1', caller: '19900001389', kind: 'complaint', words: '不热' },
    facts: [{ kind: 'ticket', expected: { ref: 'T1', owner: 'ST030', ruling: null } }, { kind: 'shipment', expected: { ref: 'N1', promised_on: '2026-07-07', late: false } }],
  });
});

const second = (lines: string) => scenario(`${call}  - step: 2\n${lines.split('\n').map((line) => `    ${line}`).join('\n')}\n`);
const close = 'at: 2026-07-06 09:10\nactor: ST030\naction: close ticket\nwith: {ticket: T1}';

it.each([
  ['an action', close.replace('close ticket', 'close tickets'), 'X1.yaml: step 2: action: "close tickets" is no action of vocabulary.md; did you mean "close campaign"?'],
  ['an input', close.replace('{ticket: T1}', '{ticket: T1, reason: x}'), 'X1.yaml: step 2: with: reason: "close ticket" has no such input; it has ticket'],
  ['a key inside an input', close.replace('close ticket', 'submit parts request').replace('{ticket: T1}', '{as: Q1, lines: [{part: PT039, quantity: 1}, {part: PT040, quantity: 2}]}'), 'X1.yaml: step 2: with: lines: quantity: there is no such key; lines of "submit parts request" has part, qty'],
  ['a key inside an input that has none', close.replace('{ticket: T1}', '{ticket: {ref: T1}}'), 'X1.yaml: step 2: with: ticket: ref: there is no such key; ticket of "close ticket" has none'],
  ['a key of a step', `${close}\nwhy: x`, 'X1.yaml: step 2: why: there is no such key; a step has step, at, actor, action, with, result, reason, then'],
  ['a fact', `${close}\nthen: [{tickets: {ref: T1}}]`, 'X1.yaml: step 2: then: "tickets" is no fact of vocabulary.md'],
  ['a key of a fact', `${close}\nthen: [{ticket: {ref: T1, status: closed}}]`, 'X1.yaml: step 2: then: ticket: status: there is no such key; ticket has ref, type, state, owner'],
  ['a reason', `${close}\nresult: refused\nreason: NOT_CONFIRMED`, 'X1.yaml: step 2: reason: "NOT_CONFIRMED" is no refusal of reason_codes.csv'],
  ['an actor', close.replace('ST030', 'ST999'), 'X1.yaml: step 2: actor: "ST999" is nobody of the sample factory'],
  ['a local name', close.replace('T1', 'T9'), 'X1.yaml: step 2: with: ticket: T9 is not known yet: name it by "as" in an earlier step'],
])('names what it does not know: %s', (_what, lines, words) => {
  expect(complaints(second(lines))).toEqual([expect.stringContaining(words)]);
});

it.each([
  ['a refusal without a reason', `${close}\nresult: refused`, 'reason: it stands beside result: refused'],
  ['another result', `${close}\nresult: done`, 'result: "done" is no result'],
  ['a time that does not exist', close.replace('09:10', '24:10'), 'at: "2026-07-06 24:10" is no time'],
  ['a day that does not exist', close.replace('07-06', '06-31'), 'at: "2026-06-31 09:10" is no time'],
  ['a step before the one above it', close.replace('09:10', '09:04'), 'at: is before the step above it'],
  ['a name that is given twice', close.replace('close ticket', 'record call').replace('{ticket: T1}', '{as: T1, kind: call, words: x}'), 'with: as: T1 has been given already'],
  ['a person who lets time pass', 'at: 2026-07-06 09:10\nactor: ST030\naction: time passes', 'actor: the clock lets time pass, and nobody else does'],
  ['a clock that works', 'at: 2026-07-06 09:10\nactor: clock\naction: close ticket\nwith: {ticket: T1}', 'actor: the clock lets time pass, and nobody else does'],
])('refuses %s', (_what, lines, words) => {
  expect(complaints(second(lines))).toContainEqual(expect.stringContaining(words));
});

it('tells everything that is wrong at once, and what is no scenario at all', () => {
  expect(complaints(scenario(call.replace('ST030', 'ST0').replace('kind:', 'type:'), 'id: X1\nowner: me\ngiven: {stocks: []}'))).toHaveLength(4);
  expect(complaints('id: [')).toEqual([expect.stringContaining('X1.yaml: it is no YAML')]);
  expect(complaints('- a list')).toEqual(['X1.yaml: it is no mapping with id, title and steps']);
  expect(complaints('id: X1\nid: X2')).toEqual([expect.stringContaining('duplicated mapping key')]);
});

it('names a key inside what is set before step 1', () => {
  const given = 'id: X1\ntitle: t\ngiven:\n  shipped: [{as: N1, lines: [{part: PT039, pieces: 1}]}]';
  expect(complaints(scenario(call, given))).toEqual(['X1.yaml: given: shipped: lines: pieces: there is no such key; lines of "shipped" has part, qty']);
});

it('a refused step gives no name, so the next one can', () => {
  const again = `at: 2026-07-06 09:10\nactor: ST031\naction: pick\nwith: {as: K1, request: Q1, scans: []}`;
  const asked = '  - step: 2\n    at: 2026-07-06 09:09\n    actor: ST030\n    action: submit parts request\n    with: {as: Q1, lines: []}\n';
  const steps = (extra: string) => `${call}${asked}${[`  - step: 3\n${again}\n${extra}`, `  - step: 4\n${again}`].map((step) => step.replace(/\n(?=[a-z])/g, '\n    ')).join('\n')}\n`;
  expect(complaints(scenario(steps('result: refused\nreason: WRONG_PART')))).toEqual([]);
  expect(complaints(scenario(steps('then: []')))).toEqual(['X1.yaml: step 4: with: as: K1 has been given already: take another name']);
});

it('a range has both ends; what is none is itself', () => {
  expect(rangeOf('U09..U11')).toEqual(['U09', 'U10', 'U11']);
  expect(rangeOf('CU00001..CU00260')).toHaveLength(260);
  for (const none of ['U1', 'U01..V02', 'U03..U01', 'U01..U002']) expect(rangeOf(none)).toEqual([none]);
});

it('time begins at midnight of the first day that a scenario speaks of, set-up included', () => {
  const given = 'id: X1\ntitle: t\ngiven:\n  shipped: [{as: N1, from: WH-BR05, dispatched: 2026-07-01 16:00}]';
  expect(beginning([readScenario('X1.yaml', scenario(call, given), vocabulary)])).toEqual(new Date('2026-06-30T16:00:00Z'));
});

it('times are read and written alike', () => {
  expect(localTime(instantOf('2026-01-01 00:30')!)).toBe('2026-01-01 00:30');
  expect(instantOf('2026-01-01')).toBeNull();
});
