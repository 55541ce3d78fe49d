import { defineConfig } from 'vitest/config';

/** The fast specs of the cores alone: what mutation testing runs again and again. */
export default defineConfig({ test: { include: ['domains/**/*.spec.ts', 'sagas/**/*.spec.ts'], testTimeout: 10_000 } });
