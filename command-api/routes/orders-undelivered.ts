import { z } from 'zod';
import { writeRoute } from '../../domains/kernel/routes.ts';
import { order, orderCommands, OrderView } from '../../domains/order/index.ts';
import { Id, OrderId } from '../../event-schemas/primitives.ts';
import { ownOrder, viewOf } from './order-access.ts';

const ids = { orderId: true, shipmentId: true } as const;
const route = {
  tag: 'Orders',
  method: 'POST',
  params: z.object({ id: OrderId, shipmentId: Id }),
  allow: ['customer', 'reseller', 'support', 'admin'],
  reply: OrderView,
} as const;
const refusals = ['OrderNotFound', 'ShipmentNotFound', 'DeliveryNotFailed', 'DeliveryAttemptPassed'] as const;

const redeliver = writeRoute({
  ...route,
  path: '/orders/:id/shipments/:shipmentId/redelivery',
  summary: 'Have a parcel brought again after the failed attempt that is named, from tomorrow and within a week',
  body: orderCommands.RequestRedelivery.omit(ids),
  refusals: [...refusals, 'RedeliveryAlreadyRequested', 'InvalidRedeliveryDay'],
  run: async ({ params: { id, shipmentId }, body: { attempt, on, phone, note } }, context) => {
    await ownOrder(id, context);
    const words = { ...(phone === undefined ? {} : { phone }), ...(note === undefined ? {} : { note }) };
    const data = { orderId: id, shipmentId, attempt, on, ...words };
    return viewOf(await context.send(order, { type: 'RequestRedelivery', data }), context);
  },
});

const sendBack = writeRoute({
  ...route,
  path: '/orders/:id/shipments/:shipmentId/send-back',
  summary: 'Have a parcel brought back after a failed attempt; what was paid is refunded when it has arrived',
  body: orderCommands.GiveUpDelivery.omit(ids),
  refusals: [...refusals],
  run: async ({ params: { id, shipmentId }, body: { attempt } }, context) => {
    await ownOrder(id, context);
    const data = { orderId: id, shipmentId, attempt };
    return viewOf(await context.send(order, { type: 'GiveUpDelivery', data }), context);
  },
});

export const undeliveredWrites = [redeliver, sendBack];
