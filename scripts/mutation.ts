import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * `npm run mutation -- <domain> [file...]`: changes the core of one domain (or of `sagas`) in every small way, and runs its specs
 * against each change. Only what the fast specs are answerable for is changed: declarations, wording of answers and HTTP routes
 * are checked by the journeys, which are too slow to run for each mutant.
 */
const CONCURRENCY = 2;
const DECLARATIONS = [
  'aggregate',
  'commands',
  'demo',
  'events',
  'index',
  'read-model',
  'reads',
  'routes',
  'spec-examples',
  'view',
  'views',
  'writes',
];
const HOSTS_OF_SAGAS = ['host', 'index', 'ordered-work', 'scheduler'];

const [domain, ...files] = process.argv.slice(2);
const folder = domain === 'sagas' ? 'sagas' : `domains/${domain}`;
if (domain === undefined || !/^[a-z-]+$/.test(domain) || !existsSync(folder)) {
  console.error('Name a folder of domains/, or sagas: npm run mutation -- coupon');
  process.exit(2);
}

const skipped = domain === 'sagas' ? HOSTS_OF_SAGAS : DECLARATIONS;
const mutated =
  files.length > 0
    ? files.map((file) => `${folder}/${file}`)
    : [
        `${folder}/**/*.ts`,
        `!${folder}/**/*.spec.ts`,
        `!${folder}/**/*.examples.ts`,
        `!${folder}/**/routes/**`,
        ...skipped.map((name) => `!${folder}/**/${name}.ts`),
      ];
spawn('stryker', ['run', '--mutate', mutated.join(','), '--concurrency', String(CONCURRENCY)], {
  stdio: 'inherit',
  env: { ...process.env, MUTATION_DOMAIN: domain },
}).on('close', (code) => (process.exitCode = code ?? 1));
