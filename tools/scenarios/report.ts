import type { Owner } from './owners.ts';
import { localTime } from './read.ts';
import type { Scenario, Step } from './read.ts';

/** Something that was stated, and whether it is so. */
export type Check = { readonly what: string } & (
  | { readonly outcome: 'ok' }
  | { readonly outcome: 'failed'; readonly why: string }
  | { readonly outcome: 'not checked'; readonly owner: Owner }
);
export interface PlayedStep {
  readonly step: Step;
  readonly checks: readonly Check[];
}
export interface Played {
  readonly scenario: Scenario;
  readonly given: readonly Check[];
  readonly steps: readonly PlayedStep[];
  /** At which step it ended early: nobody owns its action yet, or (`owner: null`) it has gone wrong. */
  readonly ended: { readonly step: number; readonly owner: Owner | null } | null;
}

/** What test/scenarios/play.ts exports. */
export interface Player {
  playAnew(scenarios: readonly Scenario[], ready: () => void): Promise<readonly Played[]>;
}

/** One scenario in lines: each step, each fact that is not as stated or not checked. */
export function scenarioLines({ scenario, given, steps, ended }: Played): string[] {
  return [
    `${scenario.id}  ${scenario.title}`,
    ...counted(given.filter(({ outcome }) => outcome !== 'ok').map((check) => `      ${said(check)}`)),
    ...steps.flatMap(stepLines),
    `      ${standing(scenario, ended)}`,
    '',
  ];
}

const standing = ({ steps }: Scenario, ended: Played['ended']): string => {
  if (ended === null) return `all ${steps.length} steps`;
  return ended.owner === null ? `not gone on with after step ${ended.step}` : `checked to step ${ended.step - 1} of ${steps.length}: ${ended.owner}`;
};

function stepLines({ step, checks }: PlayedStep): string[] {
  const failed = checks.some(({ outcome }) => outcome === 'failed');
  const head = `  ${String(step.step).padStart(2)}  ${localTime(step.at)}  ${step.actor.padEnd(7)}  ${step.action}${step.reason === null ? '' : ` (refused: ${step.reason})`}`;
  const facts = checks.filter(({ outcome }) => outcome === 'ok').length;
  return [`${head.padEnd(76)} ${failed ? 'FAILED' : 'ok'}  ${facts} of ${checks.length}`, ...checks.filter(({ outcome }) => outcome !== 'ok').map((check) => `      ${said(check)}`)];
}

/** Equal lines once, with their number. */
const counted = (lines: readonly string[]): string[] =>
  [...new Set(lines)].map((line) => [line, lines.filter((other) => other === line).length] as const).map(([line, times]) => (times === 1 ? line : `${line} ×${times}`));

const said = (check: Check): string =>
  check.outcome === 'failed' ? `FAILED  ${check.what}: ${check.why}` : check.outcome === 'not checked' ? `not checked: ${check.owner} (${check.what})` : `ok  ${check.what}`;

export interface Totals {
  readonly passed: number;
  readonly failed: number;
}

/** Checks that hold and that do not; what is not checked is neither. */
export function totals(played: readonly Played[]): Totals {
  const outcomes = allChecks(played).map(({ outcome }) => outcome);
  return { passed: outcomes.filter((one) => one === 'ok').length, failed: outcomes.filter((one) => one === 'failed').length };
}

/** How far the scenarios got, what nobody answers for yet, and alone on the last line `N passed, N failed`. */
export function summary(played: readonly Played[]): string {
  const whole = played.filter(({ ended }) => ended === null).length;
  const begun = played.filter(({ ended, steps }) => ended !== null && ended.owner !== null && steps.length > 0).length;
  const not = played.filter(({ ended, steps }) => ended !== null && ended.owner !== null && steps.length === 0).length;
  const broken = played.length - whole - begun - not;
  const owners = allChecks(played).flatMap((check) => (check.outcome === 'not checked' ? [check.owner] : []));
  const unchecked = [...new Set(owners)].sort().map((owner) => `${owner} ${owners.filter((one) => one === owner).length}`);
  const { passed, failed } = totals(played);
  return [
    `${played.length} scenarios: ${whole} played to their end, ${begun} checked to a step, ${not} not begun because nobody owns their first action, ${broken} gone wrong`,
    ...(unchecked.length > 0 ? [`not checked: ${unchecked.join(', ')}`] : []),
    `${passed} passed, ${failed} failed`,
  ].join('\n');
}

const allChecks = (played: readonly Played[]): readonly Check[] => played.flatMap(({ given, steps }) => [...given, ...steps.flatMap(({ checks }) => checks)]);
