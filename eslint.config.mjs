import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

const pureCore = [
  'domains/*/{decider,events,commands,read-model}.ts',
  'domains/*/*/{decider,events,commands,read-model}.ts',
  'sagas/*.ts',
  'projections/*.ts',
];

export default defineConfig(
  { ignores: ['node_modules/', 'reports/', 'coverage/', '.data/', '.stack/', '.stryker-tmp/', '**/*.cjs', '**/*.mjs'] },
  ...ts.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines': ['error', 200],
      'max-lines-per-function': ['error', 70],
      'max-params': ['error', 4],
      complexity: ['error', 15],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    // What imports cannot show: the core has no clock, no chance, no I/O and no asynchrony.
    files: pureCore,
    ignores: ['**/*.spec.ts', 'sagas/reactors/**', '**/{main,host,runner,scheduler,watchdog,ordered-work}.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'Date',
        'process',
        'fetch',
        'setTimeout',
        'setInterval',
        'crypto',
        'performance',
      ],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random' }],
      'no-restricted-syntax': [
        'error',
        { selector: 'AwaitExpression', message: 'Deciders, read models, sagas and projections are synchronous.' },
        { selector: ':function[async=true]', message: 'Deciders, read models, sagas and projections are synchronous.' },
      ],
    },
  },
  { files: ['scripts/**/*.ts', 'bench/**/*.ts', '**/main.ts'], rules: { 'no-console': 'off' } },
  { files: ['**/*.spec.ts', 'tests/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  {
    // Journeys look into answers of many routes, whose shapes the OpenAPI document checks elsewhere.
    files: ['tests/journeys/**/*.ts', 'tests/stack/**/*.ts', 'tests/core/**/*.ts', 'tests/support/**/*.ts'],
    rules: Object.fromEntries(
      ['assignment', 'member-access', 'call', 'argument', 'return'].map((use) => [
        `@typescript-eslint/no-unsafe-${use}`,
        'off',
      ]),
    ),
  },
);
