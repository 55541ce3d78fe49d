import type { ReadRoute } from '../../domains/kernel/routes.ts';

/** Reads that join two or more domains. */
export const crossDomainReads: readonly ReadRoute[] = [];
