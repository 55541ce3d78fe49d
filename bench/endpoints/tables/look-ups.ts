import { textAt } from '../life.ts';
import { operation, type Operation } from '../operation.ts';
import { parcelPhoneOf } from './addresses.ts';
import { codeByPhone } from './sign-in.ts';

/** An order without an account, by its number and the phone on its parcel. */
export const lookUpOperations: readonly Operation[] = [
  operation('POST /orders/lookup', {
    ask: (life) => ({
      as: 'nobody',
      body: { orderNumber: life.recall('orderNumber'), phone: parcelPhoneOf(life) },
    }),
    learn: (life, body) => life.remember('lookup', textAt(body, 'lookupId')),
  }),
  operation('POST /orders/lookup/{lookupId}/verify', {
    before: async (life, world) => {
      life.remember('code', await codeByPhone(life, world, `+91${parcelPhoneOf(life)}`));
    },
    ask: (life) => ({
      as: 'nobody',
      path: { lookupId: life.recall('lookup') },
      body: { code: life.recall('code') },
    }),
  }),
  operation('POST /orders/{id}/link', {
    ask: (life) => ({ path: { id: life.recall('order') } }),
    learn: (life, body) => life.remember('link', textAt(body, 'link')),
  }),
  operation('GET /orders/shared/{link}', { ask: (life) => ({ as: 'nobody', path: { link: life.recall('link') } }) }),
];
