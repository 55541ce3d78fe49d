import { z } from 'zod';
import { readRoute, Refusal, type ReadContext } from '../../domains/kernel/routes.ts';
import { visibleTo } from '../../domains/order-access.ts';
import {
  guestView,
  GuestView,
  order,
  orderOfLink,
  OrderView,
  orderView,
  ShipmentView,
  type Order,
} from '../../domains/order/index.ts';
import { Id, Instant, OrderId } from '../../event-schemas/primitives.ts';
import { orderAsOf } from './orders-as-of.ts';

const READERS = ['customer', 'reseller', 'vendor', 'support', 'admin', 'service'] as const;
const One = z.object({ id: OrderId });
const unknown = (): Refusal => new Refusal('OrderNotFound', 'You have no order with this id.');

export const visibleOrder = async (id: OrderId, context: ReadContext): Promise<Order> => {
  const { state } = await context.facts(order, id);
  if (state === undefined) throw unknown();
  return visibleTo(state, context);
};

const LINK_MAX = 200;

export const orderReads = [
  readRoute({
    path: '/orders/shared/:link',
    tag: 'Orders',
    allow: ['public'],
    summary: 'An order as its signed link shows it: where the parcels are, and neither prices nor persons',
    params: z.object({ link: z.string().max(LINK_MAX) }),
    reply: GuestView,
    projections: [],
    run: async ({ params: { link } }, context) => {
      const id = orderOfLink(link, context.now, context.ports.secrets);
      const state = id === undefined ? undefined : (await context.facts(order, id)).state;
      if (state === undefined) throw new Refusal('OrderNotFound', 'The link is wrong or too old.');
      return guestView(state);
    },
  }),
  readRoute({
    path: '/orders/:id',
    namesBuyerOf: 'id',
    tag: 'Orders',
    allow: READERS,
    summary: 'One order with its lines, parts, parcels, returns and allowed actions; with asOf as it was then',
    params: One,
    query: z.object({ asOf: z.union([Instant, z.string().regex(/^\d{1,9}$/)]).optional() }),
    reply: OrderView,
    projections: [],
    run: async ({ params: { id }, query: { asOf } }, context) => {
      const now = await visibleOrder(id, context);
      if (asOf === undefined) return orderView(now, context.now);
      const then = orderAsOf(await context.history(order, id), asOf);
      if (then === undefined) return undefined;
      return orderView(await visibleTo(then.state, context), then.at);
    },
  }),
  readRoute({
    path: '/orders/:id/tracking',
    tag: 'Orders',
    allow: READERS,
    summary: 'Where the parcels of an order are',
    params: One,
    reply: z.object({ orderId: Id, status: z.string(), shipments: z.array(ShipmentView) }),
    projections: [],
    run: async ({ params: { id } }, context) => {
      const state = await visibleOrder(id, context);
      const { status, shipments } = orderView(state, context.now);
      return { orderId: id, status, shipments };
    },
  }),
];
