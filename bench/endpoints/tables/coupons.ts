import { v7 as uuidV7 } from 'uuid';
import { textAt, type Life } from '../life.ts';
import { CPU_MS, operation, type Operation } from '../operation.ts';

const codeOf = ({ number }: Life): string => `LIFE-${number}`;
const terms = ({ userId }: Life) => ({ discount: { type: 'fixed', amountPaise: 5_000 }, ownerUserId: userId });
const COINS = 40;

/** Each life's own coupon and coins. */
export const couponOperations: readonly Operation[] = [
  operation('POST /coupons', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', body: { ...terms(life), code: codeOf(life) } }),
    learn: (life, body) => life.remember('coupon', textAt(body, 'id')),
  }),
  operation('PUT /coupons/{id}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({
      as: 'admin',
      path: { id: life.recall('coupon') },
      body: { ...terms(life), description: 'Fifty rupees for you' },
    }),
  }),
  operation('POST /coupons/batches', {
    lives: 40,
    ask: ({ number }) => ({
      as: 'admin',
      body: { count: 5, prefix: `B${number}X`, discount: { type: 'freeShipping' }, usesMax: 1, ownerUserId: uuidV7() },
    }),
    note: 'five codes',
  }),
  operation('GET /coupons'),
  operation('GET /coupons/{code}', { ask: (life) => ({ path: { code: codeOf(life) } }) }),
  operation('GET /coupons/user/{userId}'),
  operation('GET /coupons/all', { ask: () => ({ as: 'admin', query: 'limit=20' }) }),
  operation('POST /wallet/{userId}/grants', { ask: () => ({ as: 'admin', body: { coins: COINS } }) }),
  operation('POST /wallet/{userId}/shares', { ask: (life) => ({ body: { productId: life.recall('product') } }) }),
  operation('POST /wallet/{userId}/transfers', {
    expects: 409,
    ask: () => ({ body: { toUserId: uuidV7(), coins: 1 } }),
    note: 'always refused',
  }),
  operation('GET /wallet/{userId}'),
];

export const redeemOperations: readonly Operation[] = [
  operation('POST /coupons/redeem', {
    ask: (life) => ({
      as: 'service',
      body: { code: codeOf(life), orderId: uuidV7(), sale: { userId: life.userId, subtotalPaise: 80_000 } },
    }),
  }),
];
