import { textAt, type Life } from '../life.ts';
import { operation, type Operation } from '../operation.ts';
import { homeOf } from './addresses.ts';

const items = (life: Life, quantity: number) => [
  { productId: life.recall('product'), variantId: life.recall('otherVariant'), quantity },
];
const asStaff = (life: Life) => ({ as: 'admin', path: { id: life.recall('draft') } }) as const;
const shared = (life: Life) => ({ as: 'nobody', path: { link: life.recall('draftLink') } }) as const;

/** An order that staff put together for a buyer, with a discount that a second person agrees to. */
export const draftOperations: readonly Operation[] = [
  operation('POST /draft-orders', {
    before: async (life, world) => {
      const ask = { path: { userId: life.recall('member') }, token: life.recall('memberLongToken') };
      await world.call(life, 'POST /users/{userId}/addresses', { ...ask, body: homeOf(life) });
    },
    ask: (life) => ({ as: 'admin', body: { userId: life.recall('member'), items: items(life, 1) } }),
    learn: (life, body) => life.remember('draft', textAt(body, 'id')),
  }),
  operation('PUT /draft-orders/{id}', {
    ask: (life) => ({ ...asStaff(life), body: { items: items(life, 2) } }),
  }),
  operation('POST /draft-orders/{id}/approval', {
    ask: (life) => ({ ...asStaff(life), as: 'secondAdmin' }),
    note: 'of a draft without a discount',
  }),
  operation('POST /draft-orders/{id}/link', {
    ask: asStaff,
    learn: (life, body) => life.remember('draftLink', textAt(body, 'link')),
  }),
  operation('GET /draft-orders/{id}', { ask: asStaff }),
  operation('GET /draft-orders', { ask: () => ({ as: 'admin', query: 'limit=20' }) }),
  operation('GET /draft-orders/shared/{link}', { ask: shared }),
  operation('POST /draft-orders/shared/{link}/order', {
    ask: shared,
    learn: (life, body) => life.remember('draftOrder', textAt(body, 'orderId')),
    note: 'waits until stock is held and the gateway has opened the payment',
  }),
  operation('DELETE /draft-orders/{id}', { ask: asStaff }),
];
