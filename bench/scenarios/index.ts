import type { Scenario } from '../support/load.ts';
import { purchaseScenarios } from './purchases.ts';
import { readScenarios } from './reads.ts';

/** The units of the budget, in the order in which they run. */
export const scenarios: readonly Scenario[] = [...purchaseScenarios, ...readScenarios];
