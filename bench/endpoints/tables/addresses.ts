import { textAt, type Life } from '../life.ts';
import { CPU_MS, operation, type Operation } from '../operation.ts';

export const parcelPhoneOf = ({ number }: Life): string => `98765${String(number).padStart(5, '0')}`;
export const homeOf = (life: Life) => ({
  fullName: 'A Buyer',
  phone: parcelPhoneOf(life),
  line1: '4 Lake Road',
  city: 'Hyderabad',
  state: 'Telangana',
  postalCode: '500081',
});
const second = (life: Life) => ({ path: { userId: life.userId, addressId: life.recall('secondAddress') } });

export const addressOperations: readonly Operation[] = [
  operation('POST /users/{userId}/addresses', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ body: homeOf(life) }),
    learn: (life, body) => life.remember('firstAddress', textAt(body, 'addresses', 0, 'id')),
  }),
  operation('PUT /users/{userId}/addresses/{addressId}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({
      path: { userId: life.userId, addressId: life.recall('firstAddress') },
      body: { ...homeOf(life), landmark: 'behind the tank' },
    }),
  }),
  operation('POST /users/{userId}/addresses/{addressId}/default', {
    cpuMs: CPU_MS.oneEvent,
    before: async (life, world) => {
      const body = { ...homeOf(life), line1: '5 Hill Road', label: 'Work' };
      const answer = await world.call(life, 'POST /users/{userId}/addresses', { body });
      life.remember('secondAddress', textAt(answer, 'addresses', 1, 'id'));
    },
    ask: second,
  }),
  operation('GET /users/{userId}/addresses'),
];

/** After the orders, which go to the second address. */
export const addressClosing: readonly Operation[] = [
  operation('DELETE /users/{userId}/addresses/{addressId}', { cpuMs: CPU_MS.oneEvent, ask: second }),
];
