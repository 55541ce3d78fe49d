import { z } from 'zod';
import { vendor } from '../../domains/catalogue/index.ts';
import { readRoute, Refusal, type ReadContext, type Role } from '../../domains/kernel/routes.ts';
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
import { actsFor } from '../../domains/user/index.ts';
import { Id, Instant, OrderId } from '../../event-schemas/primitives.ts';
import { orderAsOf } from './orders-as-of.ts';

const STAFF: readonly Role[] = ['admin', 'support', 'service'];
const READERS = ['customer', 'reseller', 'vendor', 'support', 'admin', 'service'] as const;
const One = z.object({ id: OrderId });
const unknown = (): Refusal => new Refusal('OrderNotFound', 'You have no order with this id.');

/** A vendor sees its own lines, and of the buyer only where the parcel goes: no phone number. */
const asVendor = (state: Order, vendorIds: readonly string[]): Order => ({
  ...state,
  lines: state.lines.filter(({ vendorId }) => vendorIds.includes(vendorId)),
  shipments: state.shipments.filter(({ vendorId }) => vendorIds.includes(vendorId)),
  bookings: state.bookings.filter(({ vendorId }) => vendorIds.includes(vendorId)),
  returns: state.returns.filter(({ lines }) => lines.every(({ vendorId }) => vendorIds.includes(vendorId))),
  address: state.address === null ? null : { ...state.address, phone: '' },
});

/** What the caller may see of an order: all of it, the vendor's part, or nothing. */
export const visibleTo = async (state: Order, context: ReadContext): Promise<Order> => {
  const { caller } = context;
  if (caller === undefined) throw unknown();
  if (state.userId === caller.userId || caller.roles.some((role) => STAFF.includes(role))) return state;
  const owned: string[] = [];
  for (const vendorId of new Set(state.lines.map((line) => line.vendorId)))
    if ((await context.facts(vendor, vendorId)).state?.ownerUserId === caller.userId) owned.push(vendorId);
  if (owned.length === 0 && (await actsFor(context, state.userId))) return state;
  if (owned.length === 0) throw unknown();
  return asVendor(state, owned);
};

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
