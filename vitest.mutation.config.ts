import { defineConfig } from 'vitest/config';

/** The domain under mutation; `npm run mutation -- <domain>` sets it. */
const domain = process.env['MUTATION_DOMAIN'] ?? '**';

/** The fast specs of one core: what mutation testing runs again and again. */
export default defineConfig({
  test: {
    include: domain === 'sagas' ? ['sagas/**/*.spec.ts'] : [`domains/${domain}/**/*.spec.ts`],
    testTimeout: 10_000,
  },
});
