import { defineConfig } from 'vitest/config';

const exclude = ['node_modules/**', '.data/**', '.stack/**', '.stryker-tmp/**'];
const system = [
  'tests/**/*.spec.ts',
  'infra/postgres/**/*.spec.ts',
  'read-api/**/*.spec.ts',
  'projections/**/*.postgres.spec.ts',
];

/** `unit` needs nothing but Node; `system` brings up a native PostgreSQL and the embedded event log. */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'unit', include: ['**/*.spec.ts'], exclude: [...exclude, ...system] } },
      {
        extends: true,
        test: { name: 'system', include: system, exclude, globalSetup: ['tests/support/global-postgres.ts'] },
      },
    ],
  },
});
