import { defineConfig } from 'vitest/config';

const exclude = ['node_modules/**', '.data/**', '.stack/**', '.stryker-tmp/**'];
const system = [
  'tests/**/*.spec.ts',
  'infra/postgres/**/*.spec.ts',
  'read-api/**/*.spec.ts',
  'projections/**/*.postgres.spec.ts',
];

/** On the stack each system is a handful of processes, so one file runs at a time. */
const onStack = process.env['TEST_PROFILE'] === 'stack';

/** `unit` needs nothing but Node; `system` brings up a native PostgreSQL and the embedded event log. */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    // A real server takes long to start on a busy machine, the first time also to be fetched.
    hookTimeout: 300_000,
    // Bounds of waiting, not of speed: what is there sooner is seen sooner.
    expect: { poll: { timeout: 30_000 } },
    // Where nobody can look at the machine, a failed test is tried once more; what passed only then is named at the end.
    retry: process.env['CI'] === undefined ? 0 : 1,
    maxWorkers: onStack ? 1 : 2,
    projects: [
      { extends: true, test: { name: 'unit', include: ['**/*.spec.ts'], exclude: [...exclude, ...system] } },
      {
        extends: true,
        test: {
          name: 'system',
          include: system,
          exclude,
          globalSetup: ['tests/support/global-postgres.ts', 'tests/support/global-stack.ts'],
        },
      },
    ],
  },
});
