import { relative, sep } from 'node:path';

/** What a lane found: how much of it is right, and what to show when something is not. */
export interface Findings {
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
  /** Figures to show also when everything is right. */
  readonly figures?: string;
  /** What was left out, a line each. */
  readonly skipped?: readonly string[];
}

/** One per project: those that `tsc -b` names in an error have failed; when it fails without naming one, that is one failure. */
export function countBuild(projects: readonly string[], output: string, succeeded: boolean): Findings {
  const broken = projects.filter((project) => output.split('\n').some((line) => line.startsWith(`${project}/`) && /\berror TS\d+/.test(line)));
  const failed = succeeded ? 0 : Math.max(1, broken.length);
  return { passed: projects.length - failed, failed, output };
}

interface LintedFile {
  readonly filePath: string;
  readonly messages: readonly { readonly line?: number; readonly column?: number; readonly message: string; readonly ruleId: string | null }[];
}

/** One per project (`libs/kernel`, `tools/eslint`); a project with one message, be it a warning, has failed. */
export function countLint(root: string, files: readonly LintedFile[]): Findings {
  const projects = new Map<string, boolean>();
  const lines: string[] = [];
  for (const { filePath, messages } of files) {
    const path = pathIn(root, filePath);
    const project = path.split('/').slice(0, 2).join('/');
    projects.set(project, (projects.get(project) ?? true) && messages.length === 0);
    for (const { line, column, message, ruleId } of messages) lines.push(`${path}:${line ?? 1}:${column ?? 1}  ${message}  ${ruleId ?? ''}`);
  }
  const clean = [...projects.values()].filter((isClean) => isClean).length;
  return { passed: clean, failed: projects.size - clean, output: lines.join('\n') };
}

/** The part of Jest's --json that counts. */
export interface JestResults {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly success: boolean;
  readonly testResults: readonly { readonly name: string; readonly assertionResults: readonly { readonly status: string; readonly ancestorTitles: readonly string[] }[] }[];
}

/**
 * A file that could not run at all is one failure, and so is a run that failed without saying where. What was left out for want
 * of something, like a browser, is told by file and group.
 */
export function countJest(root: string, results: JestResults | null, output: string): Findings {
  if (results === null) return { passed: 0, failed: 1, output };
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const skipped = results.testResults.flatMap(({ name, assertionResults }) => {
    const pending = assertionResults.filter(({ status }) => status === 'pending');
    return pending.length === 0 ? [] : `${pending.length} of ${pathIn(root, name)}: ${[...new Set(pending.map(({ ancestorTitles }) => ancestorTitles[0] ?? ''))].join(', ')}`;
  });
  return { passed: results.numPassedTests, failed: results.success ? failed : Math.max(1, failed), output, skipped };
}

const pathIn = (root: string, file: string): string => relative(root, file).replaceAll(sep, '/');

export const together = (findings: readonly Findings[]): Findings => ({
  passed: findings.reduce((sum, { passed }) => sum + passed, 0),
  failed: findings.reduce((sum, { failed }) => sum + failed, 0),
  output: findings.filter(({ failed }) => failed > 0).map(({ output }) => output.trim()).join('\n'),
  skipped: findings.flatMap(({ skipped = [] }) => skipped),
});
