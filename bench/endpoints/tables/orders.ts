import { textAt, type Life } from '../life.ts';
import { operation, type Operation } from '../operation.ts';
import { buy, lineOf, openPayment, payAtGateway, placeOrder, rememberOrder } from '../purchase.ts';
import { fillCart } from './carts.ts';
import { draftOperations } from './draft-orders.ts';

const order = (life: Life) => ({ id: life.recall('order') });
const staff = (life: Life) => ({ as: 'admin', path: order(life) }) as const;
const COURIER = 'Delhivery';

/** An order of two pieces with coins, from the cart to the door. */
export const orderOperations: readonly Operation[] = [
  operation('POST /orders', {
    before: async (life, world) => {
      await fillCart(life, world);
      await world.call(life, 'POST /cart/{userId}/apply-coins', { body: { coins: 10 } });
    },
    ask: () => ({ body: { paymentMethod: 'PREPAID' } }),
    learn: (life, body) => {
      rememberOrder(life, 'order', body);
      life.remember('orderNumber', textAt(body, 'orderNumber'));
    },
    note: 'waits until stock and coins are held and the gateway has opened the payment',
  }),
  operation('POST /payments/create-order', {
    ask: (life) => ({ body: { orderId: life.recall('order') } }),
    learn: (life, body) => life.remember('orderPayment', textAt(body, 'id')),
  }),
  operation('POST /payments/verify', {
    before: async (life, world) => {
      const paid = await payAtGateway(life, world, await openPayment(life, world, 'order'));
      life.remember('paid', JSON.stringify({ orderId: life.recall('order'), ...paid }));
    },
    ask: (life) => ({ body: JSON.parse(life.recall('paid')) as unknown }),
  }),
  operation('GET /payments/{id}', { ask: (life) => ({ path: { id: life.recall('orderPayment') } }) }),
  operation('GET /payments/order/{orderId}', { ask: (life) => ({ path: { orderId: life.recall('order') } }) }),
  operation('GET /orders/{id}', { ask: (life) => ({ path: order(life) }) }),
  operation('GET /orders/user/{userId}'),
  operation('GET /orders', { ask: () => ({ as: 'admin', query: 'limit=20' }) }),
  operation('PUT /orders/{id}/address', {
    ask: (life) => ({ path: order(life), body: { addressId: life.recall('secondAddress') } }),
  }),
  operation('PUT /orders/{id}/status', { ask: (life) => ({ ...staff(life), body: { status: 'processing' } }) }),
  operation('POST /orders/{id}/ship', {
    ask: (life) => ({ ...staff(life), body: { courier: COURIER, trackingNumber: `AWB-${life.recall('order')}` } }),
    learn: (life, body) => life.remember('shipment', textAt(body, 'shipments', 0, 'id')),
  }),
  operation('POST /orders/{id}/shipments/{shipmentId}/checkpoints', {
    ask: (life) => ({
      as: 'admin',
      path: { ...order(life), shipmentId: life.recall('shipment') },
      body: { id: 'c1', status: 'inTransit', place: 'Nagpur', at: new Date().toISOString() },
    }),
  }),
  operation('GET /orders/{id}/tracking', { ask: (life) => ({ path: order(life) }) }),
  operation('POST /orders/{id}/deliver', { ask: (life) => ({ ...staff(life), body: {} }) }),
  operation('GET /orders/{id}/invoices', {
    ask: (life) => ({ path: order(life) }),
    learn: (life, body) => life.remember('invoice', textAt(body, 'documents', 0, 'id')),
  }),
  operation('GET /orders/{id}/invoices/{documentId}', {
    ask: (life) => ({ path: { ...order(life), documentId: life.recall('invoice') } }),
    note: 'a PDF',
  }),
  operation('POST /orders/{id}/reorder', { ask: (life) => ({ path: order(life) }) }),
  operation('POST /orders/{id}/cancel', {
    before: (life, world) => placeOrder(life, world, { name: 'cancelled', method: 'COD' }),
    ask: (life) => ({ path: { id: life.recall('cancelled') }, body: { reason: 'changedMind' } }),
    note: 'cash on delivery',
  }),
  operation('POST /orders/{id}/edits', {
    before: async (life, world) => {
      await buy(life, world, 'edited');
      life.remember('editedLine', await lineOf(life, world, 'edited'));
    },
    ask: (life) => ({
      path: { id: life.recall('edited') },
      body: {
        remove: [{ lineId: life.recall('editedLine'), quantity: 1 }],
        add: [{ productId: life.recall('product'), variantId: life.recall('variant'), quantity: 1 }],
      },
    }),
    note: 'another size at the same price',
  }),
  operation('POST /orders/{id}/pay-now', {
    before: (life, world) => placeOrder(life, world, { name: 'paidEarly', method: 'COD' }),
    ask: (life) => ({ path: { id: life.recall('paidEarly') } }),
    note: 'cash on delivery; waits until the gateway has opened the payment',
  }),
  ...draftOperations,
];
