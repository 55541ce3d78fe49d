import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { outdatedPages } from '../scripts/included-code.ts';
import { changedSchemas } from '../scripts/published-schemas.ts';

const FOLDERS = [
  'event-schemas',
  'domains',
  'command-api',
  'read-api',
  'sagas',
  'projections',
  'infra',
  'main',
  'scripts',
  'bench',
  'tests',
];
const LINES_MAX = 200;
/** Contracts and the one handler; ports are types and count for themselves. */
const KERNEL_LINES_MAX = 950;
const MODULES_MIN = 100;

const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
const linesOf = (file: string): number => readFileSync(file, 'utf8').split('\n').length - 1;

it('keeps every file within the size that can be read at once', () => {
  const long = FOLDERS.flatMap(files).filter((file) => linesOf(file) > LINES_MAX);
  expect(long).toEqual([]);
});

it('keeps the kernel small', () => {
  const kernel = files('domains/kernel').filter((file) => !file.includes('/ports/') && !file.endsWith('spec.ts'));
  expect(kernel.map(linesOf).reduce((sum, lines) => sum + lines, 0)).toBeLessThanOrEqual(KERNEL_LINES_MAX);
});

it('keeps the boundaries between the layers', () => {
  const output = execFileSync(
    'npx',
    ['depcruise', ...FOLDERS, '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
    { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  );
  const { summary } = JSON.parse(output) as {
    summary: { totalCruised: number; violations: { rule: { name: string }; from: string; to: string }[] };
  };
  expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  // With a TypeScript it does not support the tool reads nothing and finds nothing wrong.
  expect(summary.totalCruised).toBeGreaterThan(MODULES_MIN);
});

it('reads the environment in one place', () => {
  const readers = FOLDERS.filter((folder) => !['tests', 'bench', 'scripts'].includes(folder))
    .flatMap(files)
    .filter((file) => !file.endsWith('.spec.ts') && readFileSync(file, 'utf8').includes('process.env'));
  expect(
    readers.filter((file) => !/^(infra\/(config|local\/.*|eventstore-server\/main)|main\/processes)\.ts$/.test(file)),
  ).toEqual([]);
});

it('publishes the schema of every stored event version, and changes none', async () => {
  expect(await changedSchemas()).toEqual([]);
});

it('shows code in the documentation as it stands in the files that are run', async () => {
  expect(await outdatedPages(false)).toEqual([]);
});
