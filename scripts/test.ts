import { spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';

/**
 * `npm test`: static checks, then every suite that this machine can run. Each static check counts as one test. The last
 * line is `N passed, N failed`.
 */
type Result = { readonly passed: number; readonly failed: number };

const REPORT = 'reports/vitest.json';

const run = (command: string, args: readonly string[], quiet: boolean): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });

const check = async (name: string, command: string, args: readonly string[]): Promise<Result> => {
  const began = performance.now();
  const { code, output } = await run(command, args, true);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  if (code !== 0) console.log(output);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
};

const suites = async (environment: Readonly<Record<string, string>>): Promise<Result> => {
  Object.assign(process.env, environment);
  const { code } = await run(
    'vitest',
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`, ...process.argv.slice(2)],
    false,
  );
  const report = JSON.parse(await readFile(REPORT, 'utf8').catch(() => '{}')) as {
    numPassedTests?: number;
    numFailedTests?: number;
    numFailedTestSuites?: number;
  };
  const failed = (report.numFailedTests ?? 0) || (report.numFailedTestSuites ?? 0);
  // A run that broke without naming a failed test must still fail.
  return { passed: report.numPassedTests ?? 0, failed: failed === 0 && code !== 0 ? 1 : failed };
};

await mkdir('reports', { recursive: true });
const results: Result[] = [
  await check('types', 'tsc', ['-p', 'tsconfig.json']),
  await check('lint', 'eslint', ['.', '--max-warnings', '0']),
  await check('format', 'prettier', ['--check', '--log-level', 'warn', '.']),
  await suites({}),
];
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
