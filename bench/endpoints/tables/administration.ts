import { textAt, type Life } from '../life.ts';
import { CPU_MS, operation, type Operation } from '../operation.ts';

const user = (life: Life) => ({ as: 'admin', path: { userId: life.recall('caller') } }) as const;
const role = (life: Life) => ({ as: 'admin', path: { userId: life.recall('caller'), role: 'influencer' } }) as const;

export const administrationOperations: readonly Operation[] = [
  operation('POST /users', {
    ask: ({ number }) => ({
      as: 'admin',
      body: { name: 'Ravi Rao', email: `staff${number}@example.com`, roles: ['support'] },
    }),
  }),
  operation('GET /users', { ask: () => ({ as: 'admin', query: 'limit=20' }) }),
  operation('PUT /users/{userId}/roles/{role}', { cpuMs: CPU_MS.oneEvent, ask: role }),
  operation('DELETE /users/{userId}/roles/{role}', { cpuMs: CPU_MS.oneEvent, ask: role }),
  operation('POST /users/{userId}/sessions/end', {
    ask: (life) => ({ ...user(life), body: { reason: 'lost phone' } }),
  }),
  operation('POST /users/{userId}/suspension', { ask: (life) => ({ ...user(life), body: { reason: 'fraud' } }) }),
  operation('DELETE /users/{userId}/suspension', { ask: user }),
  operation('POST /api-keys', {
    cpuMs: CPU_MS.oneEvent,
    ask: ({ number }) => ({ as: 'admin', body: { name: `courier ${number}`, roles: ['support'] } }),
    learn: (life, body) => life.remember('apiKey', textAt(body, 'apiKeyId')),
  }),
  operation('GET /api-keys', { ask: () => ({ as: 'admin' }) }),
  operation('DELETE /api-keys/{apiKeyId}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', path: { apiKeyId: life.recall('apiKey') } }),
  }),
];

/** What ends the life's things, when nothing needs them any more. */
export const closingOperations: readonly Operation[] = [
  operation('DELETE /coupons/{id}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', path: { id: life.recall('coupon') } }),
  }),
  operation('DELETE /categories/{categoryId}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', path: { categoryId: life.recall('category') } }),
  }),
  operation('DELETE /products/{id}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', path: { id: life.recall('product') } }),
  }),
  operation('PUT /vendors/{vendorId}/suspension', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', path: { vendorId: life.recall('vendor') }, body: { suspended: true } }),
  }),
];
