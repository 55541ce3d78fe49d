import type { Domain } from '../kernel/aggregate.ts';
import { cart } from './aggregate.ts';

export { cart };
export { CartQuantity, type CartEvent, type CartLine } from './events.ts';
export { lineOf, type Cart } from './state.ts';
export const cartDomain: Domain = { name: 'cart', aggregates: [cart], projections: [], writes: [], reads: [] };
