import { CORE_SCHEMA, load } from 'js-yaml';
import { givens, nested, references } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

export type Value = string | number | boolean | null | readonly Value[] | Values;
export interface Values {
  readonly [key: string]: Value;
}

/** One thing that must hold after a step; only the keys that it names are checked. */
export interface Fact {
  readonly kind: string;
  readonly expected: Values;
}
export interface Step {
  readonly step: number;
  readonly at: Date;
  /** A code, or `clock`. */
  readonly actor: string;
  readonly action: string;
  readonly inputs: Values;
  /** Why it must be refused; `null`: it must succeed. */
  readonly reason: string | null;
  readonly facts: readonly Fact[];
}
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly given: readonly { readonly kind: string; readonly entry: Values }[];
  readonly steps: readonly Step[];
}

/** The file breaks the vocabulary. Each line names file, step, key and remedy. */
export class BadScenario extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

const headKeys = ['id', 'title', 'title_zh', 'covers', 'given', 'steps'];
const stepKeys = ['step', 'at', 'actor', 'action', 'with', 'result', 'reason', 'then'];

/** A scenario, or `BadScenario` with everything that is wrong in the file. */
export function readScenario(file: string, text: string, vocabulary: Vocabulary): Scenario {
  const wrong: string[] = [];
  const complain = (where: string, what: string): void => void wrong.push(`${file}: ${where === '' ? '' : `${where}: `}${what}`);
  const head = recordOf(parsed(file, text));
  if (head === null) throw new BadScenario([`${file}: it is no mapping with id, title and steps`]);
  unknownKeys(head, headKeys, (key) => complain(key, `there is no such key; a scenario has ${headKeys.join(', ')}`));
  if (typeof head['id'] !== 'string' || head['id'] === '') complain('id', 'is missing: name the scenario, e.g. S01');
  const names = new Names(complain);
  const given = givenOf(head['given'], complain, names);
  const steps = listOf(head['steps']) ?? [];
  if (steps.length === 0) complain('steps', 'there is none: write at least one');
  const read = steps.map((step, at) => stepOf(step, at + 1, vocabulary, complain, names));
  for (const [at, step] of read.entries()) {
    const before = read[at - 1];
    if (before && step.at < before.at) complain(`step ${step.step}: at`, 'is before the step above it: time only moves forward');
  }
  if (wrong.length > 0) throw new BadScenario(wrong);
  return { id: head['id'] as string, title: typeof head['title'] === 'string' ? head['title'] : '', given, steps: read };
}

type Complain = (where: string, what: string) => void;

function stepOf(value: Value, place: number, { actions, facts, reasons, actors }: Vocabulary, complain: Complain, names: Names): Step {
  const where = (key: string): string => `step ${place}: ${key}`;
  const step = recordOf(value) ?? {};
  unknownKeys(step, stepKeys, (key) => complain(where(key), `there is no such key; a step has ${stepKeys.join(', ')}`));
  if (step['step'] !== place) complain(where('step'), `is ${shown(step['step'])}: steps are numbered 1, 2, 3, …, so write ${place}`);
  const at = instantOf(step['at']);
  if (at === null) complain(where('at'), `${shown(step['at'])} is no time: write YYYY-MM-DD HH:MM, as it is in Shanghai`);
  const { actor = null, action = null } = step;
  if (actor !== 'clock' && !(typeof actor === 'string' && actors.has(actor))) complain(where('actor'), `${shown(actor)} is nobody of the sample factory: write the code of staff, a dealer, a customer or a carrier, or clock`);
  if ((actor === 'clock') !== (action === 'time passes')) complain(where('actor'), 'the clock lets time pass, and nobody else does');
  const known = typeof action === 'string' ? actions.get(action) : undefined;
  if (known === undefined) complain(where('action'), `${shown(action)} is no action of vocabulary.md${near(action, actions.keys())}`);
  const inputs = step['with'] === undefined ? {} : recordOf(step['with']);
  if (inputs === null) complain(where('with'), 'it is no mapping: write {input: value, …}');
  if (known) unknownKeys(inputs ?? {}, [...known], (key) => complain(where(`with: ${key}`), `"${String(action)}" has no such input; it has ${[...known].join(', ') || 'none'}`));
  if (known) unknownNested(inputs ?? {}, String(action), (key, what) => complain(where(`with: ${key}`), what));
  const reason = reasonOf(step, where, reasons, complain);
  names.used(inputs ?? {}, where('with'));
  if (reason === null) names.given(inputs ?? {}, where('with: as'));
  const then = (step['then'] === undefined ? [] : listOf(step['then']))?.map((fact) => factOf(fact, where('then'), facts, complain));
  if (!then) complain(where('then'), 'it is no list: write one fact per line, - fact: {key: value, …}');
  for (const { expected } of then ?? []) names.shown(expected);
  return { step: place, at: at ?? new Date(0), actor: String(actor), action: String(action), inputs: inputs ?? {}, reason, facts: then ?? [] };
}

function reasonOf({ result, reason }: Values, where: (key: string) => string, reasons: ReadonlySet<string>, complain: Complain): string | null {
  if (result !== undefined && result !== 'refused') complain(where('result'), `${shown(result)} is no result: write refused, or leave it out`);
  if ((result === 'refused') !== (reason !== undefined)) complain(where('reason'), 'it stands beside result: refused, and only there');
  else if (reason !== undefined && !(typeof reason === 'string' && reasons.has(reason))) complain(where('reason'), `${shown(reason)} is no refusal of reason_codes.csv${near(reason, reasons)}`);
  return typeof reason === 'string' ? reason : null;
}

function factOf(value: Value, where: string, facts: Vocabulary['facts'], complain: Complain): Fact {
  const [[kind, given] = ['', null], ...more] = Object.entries(recordOf(value) ?? {});
  const expected = recordOf(given);
  const known = facts.get(kind);
  if (more.length > 0) complain(where, `${[kind, ...more.map(([key]) => key)].join(' and ')} stand in one entry: write one fact per line`);
  if (known === undefined) complain(where, `${shown(kind)} is no fact of vocabulary.md${near(kind, facts.keys())}`);
  else if (expected === null) complain(`${where}: ${kind}`, 'it has no keys: write {key: value, …}');
  else unknownKeys(expected, [...known], (key) => complain(`${where}: ${kind}: ${key}`, `there is no such key; ${kind} has ${[...known].join(', ')}`));
  return { kind, expected: expected ?? {} };
}

function givenOf(value: Value | undefined, complain: Complain, names: Names): Scenario['given'] {
  const given = value === undefined || value === null ? {} : recordOf(value);
  if (given === null) {
    complain('given', 'it is no mapping: write stock, shipped, settings or meetings below it');
    return [];
  }
  unknownKeys(given, Object.keys(givens), (key) => complain(`given: ${key}`, `there is no such thing to set; there are ${Object.keys(givens).join(', ')}`));
  return Object.entries(given).flatMap(([kind, list]) => {
    const entries = listOf(list);
    if (entries === null) complain(`given: ${kind}`, 'it is no list: write one entry per line');
    return (entries ?? []).map((one) => {
      const entry = recordOf(one) ?? {};
      const keys = givens[kind];
      if (keys) unknownKeys(entry, keys, (key) => complain(`given: ${kind}: ${key}`, `there is no such key; it has ${keys.join(', ')}`));
      if (keys) unknownNested(entry, kind, (key, what) => complain(`given: ${kind}: ${key}`, what));
      names.given(entry, `given: ${kind}`);
      return { kind, entry };
    });
  });
}

/** Which local names exist: given by `as`, or by the first fact that shows the document. */
class Names {
  readonly #complain: Complain;
  readonly #given = new Set<string>();
  readonly #shown = new Set<string>();

  constructor(complain: Complain) {
    this.#complain = complain;
  }

  given(inputs: Values, where: string): void {
    const own = [inputs['as'], 'dispatched' in inputs ? inputs['request'] : undefined];
    for (const name of own.filter((one) => typeof one === 'string').flatMap(rangeOf)) {
      if (this.#given.has(name)) this.#complain(where, `${name} has been given already: take another name`);
      this.#given.add(name);
    }
    for (const list of Object.values(inputs)) {
      for (const nested of listOf(list) ?? []) this.given(recordOf(nested) ?? {}, where);
    }
  }

  shown({ ref }: Values): void {
    if (typeof ref === 'string') this.#shown.add(ref);
  }

  used(inputs: Values, where: string): void {
    for (const [key, value] of Object.entries(inputs)) {
      if (!references.includes(key) || typeof value !== 'string') continue;
      for (const name of rangeOf(value)) if (!this.#given.has(name) && !this.#shown.has(name)) this.#complain(`${where}: ${key}`, `${name} is not known yet: name it by "as" in an earlier step, or by "ref" in an earlier fact`);
    }
  }
}

/** `U01..U18` → U01, U02, …, U18: both ends included, of the same width. Anything else is itself. */
export function rangeOf(text: string): string[] {
  const [, letters, from, to] = /^([A-Za-z]+)(\d+)\.\.\1(\d+)$/.exec(text) ?? [];
  if (letters === undefined || from === undefined || to === undefined || from.length !== to.length || Number(from) > Number(to)) return [text];
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, at) => letters + String(Number(from) + at).padStart(from.length, '0'));
}

/** `2026-07-06 09:05` on a clock in Shanghai, which has no summer time; `null` for what is no time. */
export function instantOf(value: Value | undefined): Date | null {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})$/.exec(typeof value === 'string' ? value : '') ?? [];
  const instant = new Date(`${day}T${time}:00+08:00`);
  return Number.isNaN(instant.getTime()) || localTime(instant) !== value ? null : instant;
}

/** The instant as a clock in Shanghai shows it. */
export const localTime = (instant: Date): string => new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

/** Midnight in Shanghai of the first day that a scenario speaks of, what was before its first step included. */
export function beginning(scenarios: readonly Scenario[]): Date {
  const days = scenarios.flatMap(({ given, steps }) => [...given.flatMap(({ entry }) => Object.values(entry)), ...steps.map(({ at }) => localTime(at))])
    .flatMap((value) => /^\d{4}-\d{2}-\d{2}/.exec(typeof value === 'string' ? value : '')?.[0] ?? []);
  return new Date(`${days.sort()[0]}T00:00:00+08:00`);
}

function parsed(file: string, text: string): Value {
  try {
    // Dates stay the text that was written: what they mean depends on the key.
    return load(text, { schema: CORE_SCHEMA, filename: file }) as Value;
  } catch (error) {
    throw new BadScenario([`${file}: it is no YAML: ${(error as Error).message.split('\n')[0]}`]);
  }
}

const recordOf = (value: Value | undefined): Values | null => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : null);
const listOf = (value: Value | undefined): readonly Value[] | null => (Array.isArray(value) ? (value as readonly Value[]) : null);
const shown = (value: Value | undefined): string => (value === undefined ? 'nothing' : JSON.stringify(value));

function unknownKeys(values: Values, known: readonly string[], complain: (key: string) => void): void {
  for (const key of Object.keys(values)) if (!known.includes(key)) complain(key);
}

/** What stands inside an input, once in a list or each time the same: a wrong key there would pass for one that was left out. */
function unknownNested(values: Values, owner: string, complain: (where: string, what: string) => void): void {
  for (const [key, value] of Object.entries(values)) {
    const known = nested[owner]?.[key] ?? [];
    const strays = [value, ...(listOf(value) ?? [])].flatMap((one) => Object.keys(recordOf(one) ?? {})).filter((inner) => !known.includes(inner));
    for (const stray of new Set(strays)) complain(`${key}: ${stray}`, `there is no such key; ${key} of "${owner}" has ${known.join(', ') || 'none'}`);
  }
}

/** A word of the list that shares the most words with this one, where one does. */
function near(word: Value | undefined, known: Iterable<string>): string {
  const words = typeof word === 'string' ? word.toLowerCase().split(/[ _]/) : [];
  const scored = [...known].map((one) => ({ one, score: one.toLowerCase().split(/[ _]/).filter((part) => words.includes(part)).length })).sort((a, b) => b.score - a.score);
  return scored[0] && scored[0].score > 0 ? `; did you mean "${scored[0].one}"?` : '';
}
