import type { Answer } from '@aftercare/testing';
import { differences } from '../../tools/scenarios/compare.ts';
import { actionNeeds, factNeeds, givenNeeds, missing, missingOfKey } from '../../tools/scenarios/owners.ts';
import type { Owner } from '../../tools/scenarios/owners.ts';
import { beginning, instantOf } from '../../tools/scenarios/read.ts';
import type { Fact, Scenario, Step, Value, Values } from '../../tools/scenarios/read.ts';
import { ruleCodes } from '../../tools/scenarios/reasons.ts';
import type { Check, Played, PlayedStep } from '../../tools/scenarios/report.ts';
import { returnActions, returnFacts } from './adapters/dealer-returns.ts';
import { discrepancyActions, discrepancyFacts } from './adapters/discrepancies.ts';
import { inventoryActions, inventoryFacts, inventoryGivens } from './adapters/inventory.ts';
import { countFigure, kpiFact } from './adapters/kpis.ts';
import { noticeFact, noticesOf } from './adapters/notices.ts';
import type { Foreign } from './adapters/notices.ts';
import { ticketActions, ticketFacts } from './adapters/tickets.ts';
import { Installation } from './installation.ts';
import { World } from './world.ts';
import type { Act, FactAdapter } from './world.ts';

const actions: Readonly<Record<string, Act>> = { ...ticketActions, ...inventoryActions, ...returnActions, ...discrepancyActions };
const givens: Readonly<Record<string, (entry: Values, world: World) => Promise<void>>> = { ...inventoryGivens };

type Audited = Readonly<Record<'actor' | 'action', string | null>> & { readonly refused: boolean | null };

/** A scenario on its way through the installation. */
class Play {
  readonly scenario: Scenario;
  readonly world: World;
  readonly steps: PlayedStep[] = [];
  readonly given: Check[] = [];
  /** What the audit says of its steps so far, in the scenarios' words. */
  readonly audited: Audited[] = [];
  ended: Played['ended'] = null;
  begun = false;
  /** So much that is given is still to be set. */
  toSet = 0;

  constructor(scenario: Scenario, installation: Installation) {
    this.scenario = scenario;
    this.world = new World(installation);
  }
}

/** Plays the scenarios in a fresh installation, which is gone afterwards. `ready` is called when it has started. */
export async function playAnew(scenarios: readonly Scenario[], ready: () => void): Promise<readonly Played[]> {
  const installation = await Installation.start(beginning(scenarios));
  const stop = (): void => void installation.stop().finally(() => process.exit(130));
  process.on('SIGINT', stop).on('SIGTERM', stop);
  ready();
  return play(scenarios, installation).finally(() => installation.stop());
}

/** Every scenario in the one installation: steps of all of them in the order of their times, because its clock only moves forward. */
async function play(scenarios: readonly Scenario[], installation: Installation): Promise<readonly Played[]> {
  const plays = scenarios.map((scenario) => new Play(scenario, installation));
  const exists = (owner: Owner): boolean => installation.exists(owner);
  const foreign: Foreign = (about, own) => !own.knows(about) && plays.some(({ world }) => world.knows(about));
  const facts: Readonly<Record<string, FactAdapter>> = { ...ticketFacts, ...inventoryFacts, ...returnFacts, ...discrepancyFacts, kpi: kpiFact, notice: noticeFact(foreign) };
  // What is given comes at its own time, before a step of the same time; of a scenario whose first action nobody owns, nothing is set.
  const order = plays.flatMap((own) => {
    const given = givenOf(own.scenario, exists);
    own.toSet = given.length;
    return [...given.map((one) => ({ own, ...one })), ...own.scenario.steps.map((step) => ({ own, step, at: step.at }))];
  }).sort((a, b) => a.at.getTime() - b.at.getTime());

  for (const { own, at, ...what } of order) {
    if (own.ended) continue;
    if ('given' in what) {
      own.toSet -= 1;
      own.given.push(await set(what.given.kind, what.given.entry, at, own.world, exists));
      if (own.given.at(-1)?.outcome === 'failed') own.ended = { step: 1, owner: null };
      else if (own.toSet === 0) await countFromHere(own, foreign, exists);
      continue;
    }
    const { step } = what;
    const owner = missing(actionNeeds[step.action], step.inputs, exists);
    if (owner !== null) {
      own.ended = { step: step.step, owner };
      continue;
    }
    try {
      if (!own.begun) await countFromHere(own, foreign, exists);
      await installation.advanceTo(step.at);
      const played = await one(step, own, installation, facts, exists);
      own.steps.push(played);
      // What builds on a step that has gone wrong would only fail as well.
      if (played.checks[0]?.outcome === 'failed') own.ended = { step: step.step, owner: null };
    } catch (error) {
      // It does not come to rest, or cannot be asked: nothing more can be said of any scenario.
      own.steps.push({ step, checks: [{ what: 'installation', outcome: 'failed', why: (error as Error).message }] });
      for (const each of plays) each.ended ??= { step: each.steps.length, owner: null };
    }
  }
  return plays.map(({ scenario, given, steps, ended }) => ({ scenario, given, steps, ended }));
}

interface Given {
  readonly given: Scenario['given'][number];
  readonly at: Date;
}

/** What has to be set before step 1, and when: what was dispatched at its own time, everything else before it. Nothing for a scenario that cannot begin. */
function givenOf({ given, steps: [first] }: Scenario, exists: (owner: Owner) => boolean): readonly Given[] {
  if (!first || missing(actionNeeds[first.action], first.inputs, exists) !== null) return [];
  const timed = given.map((one) => ({ given: one, at: instantOf(one.entry['dispatched']) }));
  const earliest = new Date(Math.min(first.at.getTime(), ...timed.flatMap(({ at }) => at?.getTime() ?? [])));
  return [...timed.map(({ given: one, at }) => ({ given: one, at: at ?? earliest })), ...timed.flatMap(({ given: one, at }) => receiptOf(one, at ?? earliest, first.at))];
}

/** What was received in full came in the morning of its day; if that is not after the dispatch, right then, and never after the first step. */
function receiptOf({ entry }: Scenario['given'][number], dispatched: Date, firstStep: Date): readonly Given[] {
  const { received_in_full: day } = entry;
  if (day === undefined || day === null || day === false) return [];
  const morning = day === true ? dispatched : instantOf(`${text(day)} 08:00`);
  const at = morning === null ? dispatched : new Date(Math.max(dispatched.getTime(), Math.min(morning.getTime(), firstStep.getTime())));
  return [{ given: { kind: 'received', entry }, at }];
}

const text = (value: Value): string => (typeof value === 'string' ? value : '');

async function set(kind: string, entry: Values, at: Date, world: World, exists: (owner: Owner) => boolean): Promise<Check> {
  const what = `given ${kind}`;
  const owner = missing(givenNeeds[kind], entry, exists);
  if (owner !== null) return { what, outcome: 'not checked', owner };
  const adapter = givens[kind];
  if (!adapter) return { what, outcome: 'failed', why: 'the runner has no adapter that sets it: write one in test/scenarios/adapters' };
  try {
    await world.installation.advanceTo(at);
    await adapter(entry, world);
    await world.installation.rest();
    return { what, outcome: 'ok' };
  } catch (error) {
    return { what, outcome: 'failed', why: (error as Error).message };
  }
}

/** Notices and figures are counted from the moment at which everything that was given is set: what its first step waits for is the scenario's own. */
async function countFromHere(own: Play, foreign: Foreign, exists: (owner: Owner) => boolean): Promise<void> {
  const { scenario, world } = own;
  own.begun = true;
  const notices = scenario.steps.flatMap(({ facts }) => facts).filter(({ kind, expected }) => kind === 'notice' && missing(factNeeds['notice'], expected, exists) === null);
  for (const { expected: { to, kind } } of notices) world.countNoticesFrom(String(to), String(kind), await noticesOf(String(to), String(kind), world, foreign));
  const figures = scenario.steps.flatMap(({ facts }) => facts).filter(({ kind, expected }) => kind === 'kpi' && missing(factNeeds['kpi'], expected, exists) === null);
  for (const { expected } of figures) await countFigure(expected, world);
}

async function one(step: Step, own: Play, installation: Installation, facts: Readonly<Record<string, FactAdapter>>, exists: (owner: Owner) => boolean): Promise<PlayedStep> {
  const before = step.reason === null ? null : await installation.fingerprint();
  const audit = await installation.auditLines();
  // The answer comes first: what builds on a step without it is not gone on with.
  const checks: Check[] = [{ what: 'answer', ...(await answer(step, own.world)) }];
  await installation.rest();
  const lines = await installation.auditSince(audit);
  if (before) checks.push(unchanged(before, await installation.fingerprint()));
  if (step.reason !== null) {
    const left = lines.some(({ actor, outcome }) => actor === step.actor && outcome !== 'done');
    checks.push({ what: 'audit row', ...(left ? { outcome: 'ok' } : { outcome: 'failed', why: 'the refusal has left none' }) });
  }
  const now = lines.filter(({ actor }) => actor === step.actor).map(({ actor, outcome }): Audited => ({ actor, action: step.action, refused: outcome !== 'done' }));
  const audited: FactAdapter = { selects: [], look: (expected) => Promise.resolve(auditOf(expected, now, own.audited)) };
  for (const fact of step.facts) checks.push(...(await factChecks(fact, own.world, { ...facts, audit: audited }, exists)));
  own.audited.push(...now);
  return { step, checks };
}

/** The line that is meant: one of this step where it has such a one, else one of an earlier step. */
function auditOf({ actor, action, refused }: Values, now: readonly Audited[], before: readonly Audited[]): Audited {
  const meant = (lines: readonly Audited[]): Audited[] => lines.filter((line) => [undefined, line.actor].includes(actor as string) && [undefined, line.action].includes(action as string));
  const lines = meant(now).length > 0 ? meant(now) : meant(before);
  return lines.find((line) => line.refused === refused) ?? lines.at(-1) ?? { actor: null, action: null, refused: null };
}

type Outcome = { readonly outcome: 'ok' } | { readonly outcome: 'failed'; readonly why: string };

async function answer(step: Step, world: World): Promise<Outcome> {
  if (step.action === 'time passes') return { outcome: 'ok' };
  const act = actions[step.action];
  if (!act) return { outcome: 'failed', why: `the runner has no adapter for "${step.action}": write one in test/scenarios/adapters` };
  try {
    return judged(step.reason, await act(step.inputs, await world.as(step.actor), world));
  } catch (error) {
    return { outcome: 'failed', why: (error as Error).message };
  }
}

/** Whether the answer is the one that the step states. */
function judged(reason: string | null, { status, body }: Answer<Record<string, unknown>>): Outcome {
  const done = status >= 200 && status < 300;
  const code = typeof body?.['type'] === 'string' ? body['type'].replace('/problems/', '') : null;
  const seen = done ? 'it was done' : `${status} ${code ?? JSON.stringify(body)}`;
  if (reason === null) return done ? { outcome: 'ok' } : { outcome: 'failed', why: `expected to succeed, seen ${seen}` };
  const codes = ruleCodes[reason];
  if (!codes) return { outcome: 'failed', why: `no rule code of ours is known as ${reason}: add it to tools/scenarios/reasons.ts (seen ${seen})` };
  return !done && code !== null && codes.includes(code) ? { outcome: 'ok' } : { outcome: 'failed', why: `expected to be refused with ${reason} (${codes.join(', ')}), seen ${seen}` };
}

function unchanged(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Check {
  const changed = [...after].filter(([table, content]) => before.get(table) !== content).map(([table, content]) => `${table}: ${before.get(table)?.split(',')[0]} → ${content.split(',')[0]}`);
  return { what: 'nothing changed', ...(changed.length === 0 ? { outcome: 'ok' } : { outcome: 'failed', why: changed.join('; ') }) };
}

/** One check per fact, and one per key of it that somebody else answers for who does not exist yet. */
async function factChecks({ kind, expected }: Fact, world: World, adapters: Readonly<Record<string, FactAdapter>>, exists: (owner: Owner) => boolean): Promise<Check[]> {
  const adapter = adapters[kind];
  const what = `${kind} ${[...new Set([...(adapter?.selects ?? []), ...Object.keys(expected).slice(0, 1)])].filter((key) => key in expected).map((key) => String(expected[key])).join(' ')}`;
  const owner = missing({ ...factNeeds[kind], keys: {} }, expected, exists);
  if (owner !== null) return [{ what, outcome: 'not checked', owner }];
  if (!adapter) return [{ what, outcome: 'failed', why: `the runner has no adapter for the fact "${kind}": write one in test/scenarios/adapters` }];
  const foreign = Object.keys(expected).flatMap((key) => {
    const of = missingOfKey(factNeeds[kind], key, exists);
    return of === null ? [] : [{ key, of }];
  });
  const stated = Object.fromEntries(Object.entries(expected).filter(([key]) => !adapter.selects.includes(key) && !foreign.some((one) => one.key === key)));
  const unchecked: Check[] = foreign.map(({ key, of }) => ({ what: `${what} ${key}`, outcome: 'not checked', owner: of }));
  try {
    const wrong = differences(stated, await adapter.look(expected, world));
    const why = wrong.map(({ key, expected: should, seen }) => `${key}: expected ${JSON.stringify(should)}, seen ${seen === undefined ? 'nothing (the runner has not been taught this key)' : JSON.stringify(seen)}`).join('; ');
    return [{ what, ...(wrong.length === 0 ? { outcome: 'ok' as const } : { outcome: 'failed' as const, why }) }, ...unchecked];
  } catch (error) {
    return [{ what, outcome: 'failed', why: (error as Error).message }, ...unchecked];
  }
}
