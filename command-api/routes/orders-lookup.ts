import { z } from 'zod';
import { sql } from '../../domains/kernel/projection.ts';
import { Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import { guestView, GuestView, order, orderLinkOf, type Order } from '../../domains/order/index.ts';
import { countUse, derivedCode } from '../../domains/user/index.ts';
import { orderPolicy } from '../../domains/policy/order.ts';
import { Id, Instant, OrderId } from '../../event-schemas/primitives.ts';
import { instantAfter } from '../../domains/kernel/calendar.ts';
import { ownOrder } from './order-access.ts';

const { codeLifetimeMs, attemptsMax, perNumberPerHourMax, perIpPerHourMax } = orderPolicy.lookup.value;
const HOUR_SECONDS = 3_600;
const MS_PER_SECOND = 1_000;
const PHONE_DIGITS = 10;

const perHour = (name: string, max: number) => ({ name: `orderLookup${name}`, max, seconds: HOUR_SECONDS });

/** The code follows from the look-up, so that it is stored nowhere. */
const codeOf = (lookupId: string, { ports }: WriteContext): string =>
  derivedCode(ports.secrets, 'order look-up code', lookupId);
const digits = (phone: string): string => phone.replaceAll(/\D/g, '').slice(-PHONE_DIGITS);

/** The order with this number, if its parcel goes to this phone. */
const find = async (orderNumber: string, phone: string, context: WriteContext): Promise<Order | undefined> => {
  const [row] = await context.query<{ readonly order_id: string }>(
    sql`select order_id from orders.customer_order where order_number = ${orderNumber} limit 1`,
  );
  if (row === undefined) return undefined;
  const { state } = await context.facts(order, row.order_id);
  return state !== undefined && state.address !== null && digits(state.address.phone) === digits(phone)
    ? state
    : undefined;
};

const lookUp = writeRoute({
  method: 'POST',
  path: '/orders/lookup',
  tag: 'Orders',
  allow: ['public'],
  summary: 'Find an order without an account, by its number and the phone it is delivered to; a code is sent there',
  body: z.object({
    orderNumber: z.string().trim().toUpperCase().max(30),
    phone: z.string().trim().min(PHONE_DIGITS).max(24),
  }),
  reply: z.object({ lookupId: Id, expiresAt: Instant }),
  refusals: ['TooManyRequests'],
  run: async ({ body: { orderNumber, phone } }, context) => {
    await countUse(context, perHour('Ip', perIpPerHourMax), context.ip);
    await countUse(context, perHour('Number', perNumberPerHourMax), orderNumber);
    const lookupId = context.newId('lookup');
    const state = await find(orderNumber, phone, context);
    if (state !== undefined) {
      await context.ports.cache.set(`order-lookup:${lookupId}`, state.orderId, codeLifetimeMs);
      const message = {
        phone: `+91${digits(phone)}`,
        otp: codeOf(lookupId, context),
        templateId: 'otp',
        validForSeconds: codeLifetimeMs / MS_PER_SECOND,
      };
      // Not waited for: an answer that took longer would say that the order exists. Without a message there is no code.
      void context.ports.smsSender.sendOtp(message).catch(() => undefined);
    }
    return { lookupId, expiresAt: instantAfter(context.now, codeLifetimeMs) };
  },
});

const Found = z.object({
  order: GuestView,
  /** Shows the same order again until it lapses: `GET /orders/shared/:link`. */
  link: z.string(),
  linkExpiresAt: Instant,
});
const found = (state: Order, context: WriteContext): z.infer<typeof Found> => {
  const linkExpiresAt = instantAfter(context.now, orderPolicy.lookup.value.linkLifetimeMs);
  return {
    order: guestView(state),
    link: orderLinkOf(state.orderId, linkExpiresAt, context.ports.secrets),
    linkExpiresAt,
  };
};

const verify = writeRoute({
  method: 'POST',
  path: '/orders/lookup/:lookupId/verify',
  tag: 'Orders',
  allow: ['public'],
  summary: 'The order that was looked up, for whoever got the code',
  params: z.object({ lookupId: Id }),
  body: z.object({ code: z.string().regex(/^\d{6}$/, 'must be the six digits of the text message') }),
  reply: Found,
  secretAnswer: true,
  refusals: ['InvalidLookupCode', 'TooManyRequests'],
  run: async ({ params: { lookupId }, body: { code } }, context) => {
    await countUse(context, perHour('Attempts', attemptsMax), lookupId);
    const orderId = await context.ports.cache.get(`order-lookup:${lookupId}`);
    if (orderId === undefined || code !== codeOf(lookupId, context))
      throw new Refusal('InvalidLookupCode', 'The code is wrong or too old; look the order up again.');
    return found((await context.facts(order, orderId)).state!, context);
  },
});

const share = writeRoute({
  method: 'POST',
  path: '/orders/:id/link',
  tag: 'Orders',
  allow: ['customer', 'reseller', 'support', 'admin'],
  summary: 'A signed link under which anybody may follow the order, without prices and address',
  params: z.object({ id: OrderId }),
  reply: Found,
  secretAnswer: true,
  refusals: ['OrderNotFound'],
  run: async ({ params: { id } }, context) => found(await ownOrder(id, context), context),
});

export const lookUpOrderWrites = [lookUp, verify, share];
