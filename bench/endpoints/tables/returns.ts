import { v7 as uuidV7 } from 'uuid';
import { textAt, type Life } from '../life.ts';
import { operation, type Operation, type World } from '../operation.ts';
import { lineOf } from '../purchase.ts';

const returned = (life: Life) => ({ id: life.recall('order'), returnId: life.recall('return') });
const askBack = (life: Life) => ({
  path: { id: life.recall('order') },
  body: {
    kind: 'refund',
    reason: 'wrongSize',
    unboxingVideoId: uuidV7(),
    lines: [{ lineId: life.recall('line'), quantity: 1 }],
  },
});
const moveTo = (life: Life, status: string) => ({ as: 'admin', path: returned(life), body: { status } }) as const;
const askAgain = async (life: Life, world: World): Promise<void> =>
  life.remember('return', textAt(await world.call(life, 'POST /orders/{id}/returns', askBack(life)), 'id'));

/** One of the two delivered pieces comes back. */
export const returnOperations: readonly Operation[] = [
  operation('POST /orders/{id}/returns', {
    before: async (life, world) => life.remember('line', await lineOf(life, world, 'order')),
    ask: askBack,
    learn: (life, body) => life.remember('return', textAt(body, 'id')),
  }),
  operation('POST /orders/{id}/returns/{returnId}/cancel', { ask: (life) => ({ path: returned(life) }) }),
  operation('PUT /orders/{id}/returns/{returnId}/status', {
    before: askAgain,
    ask: (life) => moveTo(life, 'approved'),
  }),
  operation('POST /orders/{id}/returns/{returnId}/accept', {
    before: async (life, world) => {
      await world.call(life, 'PUT /orders/{id}/returns/{returnId}/status', moveTo(life, 'receivedAtWarehouse'));
    },
    ask: (life) => ({ as: 'admin', path: returned(life), body: { restock: true } }),
    note: 'the refund at the gateway, the coins, the credit note and the stock follow',
  }),
];
