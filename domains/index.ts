import type { Domain } from './kernel/aggregate.ts';
import { address } from './address/index.ts';
import { catalogue } from './catalogue/index.ts';
import { inventoryDomain } from './inventory/index.ts';
import { user } from './user/index.ts';

/** The one place where a domain is registered. */
export const domains: readonly Domain[] = [address, catalogue, inventoryDomain, user];
