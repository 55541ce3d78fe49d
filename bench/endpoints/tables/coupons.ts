import { v7 as uuidV7 } from 'uuid';
import { textAt, type Life } from '../life.ts';
import { CPU_MS, operation, type Operation } from '../operation.ts';

/** So much that a second person has to agree. */
const LARGE_BUDGET_PAISE = 100_000_000;
const codeOf = ({ number }: Life): string => `LIFE-${number}`;
const terms = ({ userId }: Life) => ({
  discount: { type: 'fixed', amountPaise: 5_000 },
  ownerUserId: userId,
  usesPerUserMax: 9,
});

const ofBatch = (life: Life) => ({ as: 'admin', path: { batchId: life.recall('batch') } }) as const;

/** Each life's own coupon. */
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
    learn: (life, body) => life.remember('batch', textAt(body, 'batchId')),
    note: 'five codes',
  }),
  operation('POST /coupons/{id}/approve', {
    cpuMs: CPU_MS.oneEvent,
    before: async (life, world) => {
      const body = {
        ...terms(life),
        code: `LARGE-${life.number}`,
        budgetPaise: LARGE_BUDGET_PAISE,
        usesPerUserMax: undefined,
      };
      const made = await world.call(life, 'POST /coupons', { as: 'admin', body });
      life.remember('largeCoupon', textAt(made, 'id'));
      life.remember('largeRevision', textAt(made, 'revision'));
    },
    ask: (life) => ({
      as: 'secondAdmin',
      path: { id: life.recall('largeCoupon') },
      headers: { 'if-match': `"${life.recall('largeRevision')}"` },
    }),
  }),
  operation('GET /coupons/managed/{id}', { ask: (life) => ({ as: 'admin', path: { id: life.recall('coupon') } }) }),
  operation('GET /coupons/managed/{id}/statistics', {
    ask: (life) => ({ as: 'admin', path: { id: life.recall('coupon') } }),
  }),
  operation('GET /coupons/batches', { ask: () => ({ as: 'admin', query: 'limit=20' }) }),
  operation('GET /coupons/batches/{batchId}', { lives: 40, ask: ofBatch }),
  operation('GET /coupons/batches/{batchId}/csv', { lives: 40, ask: ofBatch }),
  operation('DELETE /coupons/batches/{batchId}', { lives: 40, ask: ofBatch, note: 'five codes' }),
  operation('GET /coupons'),
  operation('GET /coupons/{code}', { ask: (life) => ({ path: { code: codeOf(life) } }) }),
  operation('GET /coupons/user/{userId}'),
  operation('GET /coupons/all', { ask: () => ({ as: 'admin', query: 'limit=20' }) }),
];

export const redeemOperations: readonly Operation[] = [
  operation('POST /coupons/redeem', {
    ask: (life) => ({
      as: 'service',
      body: { code: codeOf(life), orderId: uuidV7(), sale: { userId: life.userId, subtotalPaise: 80_000 } },
    }),
  }),
];
