import type { Domain } from '../kernel/aggregate.ts';
import { wallet } from './aggregate.ts';

export { wallet };
export const walletDomain: Domain = { name: 'wallet', aggregates: [wallet], projections: [], writes: [], reads: [] };
