import { z } from 'zod';
import { instantAfter } from '../../domains/kernel/calendar.ts';
import { derivedId } from '../../domains/kernel/derived-id.ts';
import { writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import { draftOrder, LINK_MAX, linkedDraft, order, type DraftOrder } from '../../domains/order/index.ts';
import { paymentPolicy } from '../../domains/policy/payment.ts';
import { OrderId, PaymentId } from '../../event-schemas/primitives.ts';
import { LaterAnswer } from '../later.ts';
import { withBackOrders } from './order-back-orders.ts';
import { nextOrderNumber } from './order-numbers.ts';
import { pricedLinesWithBonuses } from './order-bonuses.ts';
import { outcomeOfPlacing, PlacedView } from './orders-place.ts';
import { deliveryAddressOf } from './order-address.ts';

/** An order that came to nothing makes room for another one with the same content. */
const LIVE = ['pending', 'confirmed'];

const paymentIdOf = (orderId: string): PaymentId => PaymentId.parse(derivedId('payment', orderId));

/** The order that the draft was placed as, and still is; undefined when there is none or it came to nothing. */
const liveOrderOf = async ({ orderIds }: DraftOrder, context: WriteContext): Promise<OrderId | undefined> => {
  const last = orderIds.at(-1);
  if (last === undefined) return undefined;
  const { state } = await context.facts(order, last);
  // Taken, and the process died before it placed the order: it is placed under the same id.
  return state === undefined || LIVE.includes(state.phase) ? last : undefined;
};

const place = async (draft: DraftOrder, orderId: OrderId, context: WriteContext): Promise<void> => {
  if ((await context.facts(order, orderId)).state !== undefined) return;
  const { userId, quote } = draft;
  const { couponId, lines, ...rest } = quote;
  const address = await deliveryAddressOf({ userId, addressId: draft.addressId, paymentMethod: 'PREPAID' }, context);
  await context.send(order, {
    type: 'PlaceOrder',
    data: {
      ...rest,
      lines: await withBackOrders(await pricedLinesWithBonuses(lines, { orderId, userId }, context), context),
      ...(couponId === undefined ? {} : { couponId }),
      ...{ orderId, userId, orderNumber: await nextOrderNumber(context), paymentMethod: 'PREPAID' },
      ...{ paymentId: paymentIdOf(orderId), coins: 0, address, placeOfSupply: address.state },
      expiresAt: instantAfter(context.now, paymentPolicy.paymentWindowMs.value),
    },
  });
};

/** Opened at the same time, a link asks for the same order: its id follows from the draft and from how often it was taken. */
const take = async (draft: DraftOrder, context: WriteContext): Promise<OrderId> => {
  const live = await liveOrderOf(draft, context);
  if (live !== undefined) return live;
  const { draftId, orderIds } = draft;
  const attempt = orderIds.length + 1;
  const orderId = OrderId.parse(derivedId('order of a draft', draftId, attempt));
  await context.send(draftOrder, { type: 'TakeDraftOrder', data: { draftId, orderId, attempt } });
  return orderId;
};

export const takeDraftOrderWrite = writeRoute({
  method: 'POST',
  path: '/draft-orders/shared/:link/order',
  tag: 'Draft orders',
  allow: ['public'],
  summary:
    'Place the draft order of a link and open its payment at the gateway; asking again gives the same order until it lapses',
  status: [201, 202],
  params: z.object({ link: z.string().max(LINK_MAX) }),
  reply: PlacedView,
  refusals: [
    'DraftOrderNotFound',
    'DraftOrderCancelled',
    'DraftOrderExpired',
    'DraftOrderNotSent',
    'DraftOrderTaken',
    'AddressNotFound',
    'AddressNotServiceable',
  ],
  run: async ({ params: { link } }, context) => {
    const draft = await linkedDraft(link, context);
    const orderId = await take(draft, context);
    await place(draft, orderId, context);
    const placed = await outcomeOfPlacing({ orderId, paymentId: paymentIdOf(orderId), isNew: false }, context);
    return placed.next === 'wait' ? new LaterAnswer(placed, `/draft-orders/shared/${link}`) : placed;
  },
});
