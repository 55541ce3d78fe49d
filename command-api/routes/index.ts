import type { WriteRoute } from '../../domains/kernel/routes.ts';
import { importWrites } from './catalogue-imports.ts';
import { stockWrites } from './catalogue-stock.ts';

/** Writes that need the facts of two or more domains. */
export const crossDomainWrites: readonly WriteRoute[] = [...importWrites, ...stockWrites];
