import { countBuild, countJest, countLint, together } from './counting.ts';

describe('counting what a lane found', () => {
  it('counts projects in a build, and the ones that an error names', () => {
    const projects = ['libs/auth', 'libs/kernel', 'apps/tickets'];
    const output = "libs/auth/src/a.ts(1,2): error TS2322: no\nlibs/auth/src/b.ts(1,2): error TS2322: no\n";
    expect(countBuild(projects, '', true)).toMatchObject({ passed: 3, failed: 0 });
    expect(countBuild(projects, output, false)).toMatchObject({ passed: 2, failed: 1 });
    expect(countBuild(projects, 'killed', false)).toMatchObject({ passed: 2, failed: 1 });
  });

  it('counts projects in a lint, one message is enough to fail one', () => {
    const file = (filePath: string, ...messages: string[]) => ({ filePath, messages: messages.map((message) => ({ line: 3, column: 5, message, ruleId: 'no-x' })) });
    const found = countLint('/repo', [file('/repo/libs/a/src/x.ts', 'no x'), file('/repo/libs/a/src/y.ts'), file('/repo/libs/b/src/z.ts')]);
    expect(found).toEqual({ passed: 1, failed: 1, output: 'libs/a/src/x.ts:3:5  no x  no-x' });
  });

  it('counts tests, and a file that could not run as one failure', () => {
    const results = { numPassedTests: 5, numFailedTests: 1, numRuntimeErrorTestSuites: 1, success: false, testResults: [] };
    expect(countJest('/repo', results, '')).toMatchObject({ passed: 5, failed: 2 });
    expect(countJest('/repo', { ...results, numFailedTests: 0, numRuntimeErrorTestSuites: 0 }, '')).toMatchObject({ passed: 5, failed: 1 });
    expect(countJest('/repo', null, 'crashed')).toEqual({ passed: 0, failed: 1, output: 'crashed' });
  });

  it('tells what was left out', () => {
    const test = (status: string) => ({ status, ancestorTitles: ['in a browser', 'the page'] });
    const testResults = [{ name: '/repo/test/e2e/pages.spec.ts', assertionResults: [test('pending'), test('pending')] }, { name: '/repo/test/e2e/call.spec.ts', assertionResults: [test('passed')] }];
    const found = countJest('/repo', { numPassedTests: 1, numFailedTests: 0, numRuntimeErrorTestSuites: 0, success: true, testResults }, '');
    expect(found.skipped).toEqual(['2 of test/e2e/pages.spec.ts: in a browser']);
  });

  it('adds up, and keeps the output of what failed only', () => {
    expect(together([{ passed: 1, failed: 0, output: 'fine' }, { passed: 0, failed: 2, output: 'bad\n' }])).toEqual({ passed: 1, failed: 2, output: 'bad', skipped: [] });
  });
});
