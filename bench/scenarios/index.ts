import { catalogueScenarios } from '../catalogue-scenarios.ts';
import type { Scenario } from '../support/load.ts';
import { purchaseScenarios } from './purchases.ts';
import { readScenarios } from './reads.ts';

/** The units of the budget, in the order in which they run; the last ones fill the shop with thousands of products first. */
export const scenarios: readonly Scenario[] = [...purchaseScenarios, ...readScenarios, ...catalogueScenarios];
