import type { WriteRoute } from '../../domains/kernel/routes.ts';

/** Writes that need the facts of two or more domains. */
export const crossDomainWrites: readonly WriteRoute[] = [];
