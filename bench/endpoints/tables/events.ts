import { v7 as uuidV7 } from 'uuid';
import { textAt, type Life } from '../life.ts';
import { operation, type Operation } from '../operation.ts';

const staffOf = (path: Readonly<Record<string, string>> = {}) => ({ as: 'admin', path, query: 'limit=20' }) as const;

/** The log of everything that happened, written by services and read by staff. */
export const eventOperations: readonly Operation[] = [
  operation('POST /events', {
    ask: ({ userId }: Life) => ({
      as: 'service',
      body: {
        eventId: uuidV7(),
        type: 'checkout.page.opened',
        class: 'audit',
        userId,
        occurredAt: new Date().toISOString(),
        text: 'The payment page was opened',
      },
    }),
    learn: (life, body) => life.remember('event', textAt(body, 'ids', 0)),
  }),
  operation('GET /events/user/{userId}', {
    ask: ({ userId }) => staffOf({ userId }),
    learn: (life, body) => life.remember('event', textAt(body, 'events', 1, 'id')),
  }),
  operation('GET /events/order/{orderId}', {
    ask: (life) => staffOf({ orderId: life.recall('order') }),
    learn: (life, body) => life.remember('orderEvent', textAt(body, 'events', 0, 'id')),
  }),
  operation('GET /events/search', { ask: () => ({ ...staffOf(), query: 'limit=20&type=checkout.page.opened' }) }),
  operation('GET /events/{id}/trace', {
    ask: (life) => ({ as: 'admin', path: { id: life.recall('orderEvent') } }),
    note: 'a request about an order',
  }),
];

export const ledgerOperations: readonly Operation[] = [
  operation('GET /ledger/accounts/{account}/explain', {
    ask: ({ userId }) => ({ path: { account: `coins:${userId}` } }),
  }),
  operation('GET /ledger/balance-check', { ask: () => ({ as: 'admin' }) }),
];
