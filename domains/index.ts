import type { Domain } from './kernel/aggregate.ts';
import { address } from './address/index.ts';

/** The one place where a domain is registered. */
export const domains: readonly Domain[] = [address];
