import type { Scenario } from '../support/load.ts';

export const scenarios: readonly Scenario[] = [];
