import { textAt, type Life } from '../life.ts';
import { CPU_MS, operation, type Operation } from '../operation.ts';

const home = {
  fullName: 'A Buyer',
  phone: '9876543210',
  line1: '4 Lake Road',
  city: 'Hyderabad',
  state: 'Telangana',
  postalCode: '500081',
};
const second = (life: Life) => ({ path: { userId: life.userId, addressId: life.recall('secondAddress') } });

export const addressOperations: readonly Operation[] = [
  operation('POST /users/{userId}/addresses', {
    cpuMs: CPU_MS.oneEvent,
    ask: () => ({ body: home }),
    learn: (life, body) => life.remember('firstAddress', textAt(body, 'addresses', 0, 'id')),
  }),
  operation('PUT /users/{userId}/addresses/{addressId}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({
      path: { userId: life.userId, addressId: life.recall('firstAddress') },
      body: { ...home, landmark: 'behind the tank' },
    }),
  }),
  operation('POST /users/{userId}/addresses/{addressId}/default', {
    cpuMs: CPU_MS.oneEvent,
    before: async (life, world) => {
      const body = { ...home, line1: '5 Hill Road', label: 'Work' };
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
