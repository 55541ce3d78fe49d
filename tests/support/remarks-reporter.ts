import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';

/** A log that keeps only its end must still say what failed, so the remarks are short: one line each. */
const MESSAGE_CHARACTERS_MAX = 300;
const REMARKS_MAX = 50;

const firstLine = (error: { readonly message?: string } | undefined): string =>
  (error?.message ?? 'no message').split('\n', 1)[0]?.slice(0, MESSAGE_CHARACTERS_MAX) ?? '';

const ofTest = (test: TestCase): readonly string[] => {
  const name = `${test.module.relativeModuleId} > ${test.fullName}`;
  if (test.result().state === 'failed') return [`FAILED ${name}: ${firstLine(test.result().errors?.[0])}`];
  if (test.diagnostic()?.flaky === true)
    return [`PASSED AT THE SECOND TRY ${name}: ${firstLine(test.result().errors?.[0])}`];
  return [];
};

const ofModule = (module: TestModule): readonly string[] => [
  ...module.errors().map((error) => `FAILED ${module.relativeModuleId}: ${firstLine(error)}`),
  ...[...module.children.allSuites()].flatMap((suite) =>
    suite.errors().map((error) => `FAILED ${module.relativeModuleId} > ${suite.fullName}: ${firstLine(error)}`),
  ),
  ...[...module.children.allTests()].flatMap(ofTest),
];

/** Writes one line for each test that failed or passed only when it was repeated, and for each error outside tests. */
export default class RemarksReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const remarks = [
      ...modules.flatMap(ofModule),
      ...unhandledErrors.map((error) => `FAILED outside a test: ${firstLine(error)}`),
    ];
    const file = process.env['TEST_REMARKS'];
    if (file !== undefined) writeFileSync(file, remarks.slice(0, REMARKS_MAX).join('\n'));
  }
}
