import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { stackAvailability } from '../infra/local/stack.ts';

/**
 * `npm test`: static checks, every suite that this machine can run on the embedded profile, then the journeys over HTTP once
 * more on the stack profile, where its servers can be had; `STACK_SHARD=1/2` runs the first half of those. Each static check
 * counts as one test. The last line is `N passed, N failed`. Arguments go to vitest and leave the second round out.
 */
type Result = { readonly passed: number; readonly failed: number; readonly remarks: readonly string[] };
type Environment = Readonly<Record<string, string>>;

const REPORTS = 'reports';
const CHECK_OUTPUT_CHARACTERS_MAX = 2_000;
/** One file for each real server that a test has started, with its version; written by tests/support/stack-servers.ts. */
const SERVERS = `${REPORTS}/servers`;
const REMARKS_REPORTER = '--reporter=./tests/support/remarks-reporter.ts';
const NEEDED_BY_JOURNEYS = ['kafka', 'redis', 'cassandra', 'elasticsearch', 'postgres', 'eventstore'] as const;

const run = (
  command: string,
  args: readonly string[],
  { quiet, environment = {} }: { readonly quiet: boolean; readonly environment?: Environment },
): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...environment },
    });
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });

const check = async (name: string, command: string, args: readonly string[]): Promise<Result> => {
  const began = performance.now();
  const { code, output } = await run(command, args, { quiet: true });
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  if (code !== 0) console.log(output);
  return code === 0
    ? { passed: 1, failed: 0, remarks: [] }
    : { passed: 0, failed: 1, remarks: [`FAILED ${name}: ${output.slice(0, CHECK_OUTPUT_CHARACTERS_MAX)}`] };
};

const suites = async (name: string, args: readonly string[], environment: Environment = {}): Promise<Result> => {
  const file = `${REPORTS}/vitest-${name}.json`;
  const remarksFile = `${REPORTS}/remarks-${name}.txt`;
  // A run that breaks before it reports must not be taken for the one before.
  await rm(file, { force: true });
  await rm(remarksFile, { force: true });
  console.log(`\n${name} profile`);
  const { code } = await run(
    'vitest',
    ['run', '--reporter=default', '--reporter=json', REMARKS_REPORTER, `--outputFile.json=${file}`, ...args],
    { quiet: false, environment: { ...environment, TEST_REMARKS: remarksFile } },
  );
  const report = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as {
    numPassedTests?: number;
    numFailedTests?: number;
    numFailedTestSuites?: number;
  };
  const failed = (report.numFailedTests ?? 0) || (report.numFailedTestSuites ?? 0);
  const remarks = await readFile(remarksFile, 'utf8').catch(() => '');
  return {
    passed: report.numPassedTests ?? 0,
    // A run that broke without naming a failed test must still fail.
    failed: failed === 0 && code !== 0 ? 1 : failed,
    remarks: remarks === '' ? [] : remarks.split('\n'),
  };
};

/** The journeys on the stack, or why they are left out. */
const journeysOnStack = async (): Promise<readonly Result[]> => {
  const availability = await stackAvailability();
  const part = process.env['STACK_SHARD'];
  const shard = part === undefined ? [] : [`--shard=${part}`];
  const missing = NEEDED_BY_JOURNEYS.filter((name) => !availability[name].available);
  if (missing.length === 0)
    return [await suites('stack', ['--project', 'system', 'tests/journeys', ...shard], { TEST_PROFILE: 'stack' })];
  const reasons = missing.map((name) => `${name}: ${availability[name].reason}`);
  console.log(`\nthe journeys on the stack profile are left out\n  ${reasons.join('\n  ')}`);
  return [];
};

const tellServers = async (): Promise<void> => {
  const names = await readdir(SERVERS).catch(() => []);
  const versions = await Promise.all(
    names.sort().map(async (name) => `${name} ${(await readFile(`${SERVERS}/${name}`, 'utf8')).trim()}`),
  );
  console.log(`\nreal servers in this run: ${versions.length === 0 ? 'PostgreSQL alone' : versions.join(', ')}`);
};

const filters = process.argv.slice(2);
await rm(SERVERS, { recursive: true, force: true });
await mkdir(REPORTS, { recursive: true });
const results: Result[] = [
  await check('types', 'tsc', ['-p', 'tsconfig.json']),
  await check('lint', 'eslint', ['.', '--max-warnings', '0']),
  await check('format', 'prettier', ['--check', '--log-level', 'warn', '.']),
  await suites('embedded', filters),
  ...(filters.length === 0 ? await journeysOnStack() : []),
];
await tellServers();
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
// Once more what went wrong: it stands far above, and a log may keep only its end.
for (const remark of results.flatMap((result) => result.remarks)) console.log(remark);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
