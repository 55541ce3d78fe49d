import { textAt, type Life } from '../life.ts';
import { CART_LINE_P95_MS, CPU_MS, operation, type Operation, type World } from '../operation.ts';

const line = { cpuMs: CPU_MS.oneEvent, p95Ms: CART_LINE_P95_MS } as const;
const article = (life: Life, name: 'variant' | 'otherVariant', quantity: number) => ({
  productId: life.recall('product'),
  variantId: life.recall(name),
  quantity,
});
const item = (life: Life, name: 'variant' | 'otherVariant') => ({
  path: { itemId: life.recall(name), userId: life.userId },
});
const addOther = async (life: Life, world: World): Promise<void> => {
  await world.call(life, 'POST /cart/{userId}/items', { body: article(life, 'otherVariant', 1) });
};
/** What is in the cart when the order is placed. */
export const fillCart = async (life: Life, world: World): Promise<void> => {
  await world.call(life, 'POST /cart/{userId}/items', { body: article(life, 'variant', 2) });
};

/** A cart from the guest's first line until it is empty again. */
export const cartOperations: readonly Operation[] = [
  operation('POST /cart/guest', {
    ask: () => ({ as: 'nobody' }),
    learn: (life, body) => {
      life.remember('guest', textAt(body, 'guestId'));
      life.remember('guestToken', textAt(body, 'token'));
    },
  }),
  operation('POST /cart/{userId}/items', { ...line, ask: (life) => ({ body: article(life, 'variant', 2) }) }),
  operation('PUT /cart/{userId}/items/{itemId}', {
    ...line,
    ask: (life) => ({ ...item(life, 'variant'), body: { quantity: 3 } }),
  }),
  operation('POST /cart/{userId}/merge', {
    before: async (life, world) => {
      await world.call(life, 'POST /cart/{userId}/items', {
        token: life.recall('guestToken'),
        path: { userId: life.recall('guest') },
        body: article(life, 'otherVariant', 1),
      });
    },
    ask: (life) => ({ body: { guestToken: life.recall('guestToken') } }),
    note: 'two carts and the guest’s line',
  }),
  operation('POST /cart/{userId}/items/{itemId}/save', { ...line, ask: (life) => item(life, 'otherVariant') }),
  operation('POST /cart/{userId}/saved/{itemId}/move', { ...line, ask: (life) => item(life, 'otherVariant') }),
  operation('DELETE /cart/{userId}/items/{itemId}', { ...line, ask: (life) => item(life, 'otherVariant') }),
  operation('DELETE /cart/{userId}/saved/{itemId}', {
    ...line,
    before: async (life, world) => {
      await addOther(life, world);
      await world.call(life, 'POST /cart/{userId}/items/{itemId}/save', item(life, 'otherVariant'));
    },
    ask: (life) => item(life, 'otherVariant'),
  }),
  operation('POST /cart/{userId}/items/{itemId}/wishlist', {
    before: addOther,
    ask: (life) => item(life, 'otherVariant'),
  }),
  operation('POST /cart/{userId}/shares', {
    ask: () => ({ body: {} }),
    learn: (life, body) => {
      life.remember('share', textAt(body, 'shareId'));
      life.remember('shareToken', textAt(body, 'token'));
    },
  }),
  operation('GET /shared-carts/{token}', {
    ask: (life) => ({ as: 'nobody', path: { token: life.recall('shareToken') } }),
  }),
  operation('POST /cart/{userId}/copies', { ask: (life) => ({ body: { token: life.recall('shareToken') } }) }),
  operation('DELETE /cart/{userId}/shares/{shareId}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ path: { userId: life.userId, shareId: life.recall('share') } }),
  }),
  operation('POST /cart/{userId}/apply-coupon', {
    cpuMs: CPU_MS.oneEvent,
    ask: ({ number }) => ({ body: { code: `LIFE-${number}` } }),
  }),
  operation('POST /cart/{userId}/apply-coins', { cpuMs: CPU_MS.oneEvent, ask: () => ({ body: { coins: 10 } }) }),
  operation('GET /cart/{userId}'),
  operation('GET /cart/{userId}/coupons'),
  operation('POST /cart/{userId}/apply-best-coupon', { ask: () => ({ body: {} }) }),
  operation('DELETE /cart/{userId}/coupon', { cpuMs: CPU_MS.oneEvent }),
  operation('DELETE /cart/{userId}', { cpuMs: CPU_MS.oneEvent }),
];
