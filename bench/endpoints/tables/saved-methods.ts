import { v7 as uuidV7 } from 'uuid';
import { paymentPolicy } from '../../../domains/policy/payment.ts';
import { operation, type Operation } from '../operation.ts';
import { openPayment, placeOrder } from '../purchase.ts';

const { policyVersion } = paymentPolicy.cardSaving.value;
const NO_CARD = {
  expects: 404,
  note: 'of a card that is not there: the lives have no account that the gateway could know',
};
const unknown = { ask: () => ({ path: { methodId: uuidV7() } }) };

/** Each life's own consent, and the checkout of an order that is not paid. */
export const savedMethodOperations: readonly Operation[] = [
  operation('PUT /saved-methods/{userId}/consent', { ask: () => ({ body: { policyVersion } }) }),
  operation('GET /saved-methods/{userId}'),
  operation('GET /payments/{id}/checkout', {
    lives: 40,
    before: async (life, world) => {
      await placeOrder(life, world, { name: 'checkedOut' });
      await openPayment(life, world, 'checkedOut');
    },
    ask: (life) => ({ path: { id: life.recall('checkedOutPayment') } }),
  }),
  operation('PUT /saved-methods/{userId}/{methodId}/default', { ...NO_CARD, ...unknown }),
  operation('DELETE /saved-methods/{userId}/{methodId}', { ...NO_CARD, ...unknown }),
  operation('DELETE /saved-methods/{userId}/consent'),
];
