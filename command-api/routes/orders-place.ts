import { z } from 'zod';
import { callerIdOf, Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import { instantAfter } from '../../domains/kernel/calendar.ts';
import { LINES_MAX, order, orderStatus, ORDER_STATUSES, PaymentMethod, type Order } from '../../domains/order/index.ts';
import { payment, type Payment } from '../../domains/payment/index.ts';
import { orderPolicy } from '../../domains/policy/order.ts';
import { paymentPolicy } from '../../domains/policy/payment.ts';
import { Money, money } from '../../domains/pricing/index.ts';
import { AddressId, CouponId, Id, Instant, OrderId, PaymentId } from '../../event-schemas/primitives.ts';
import { Gstin } from '../../event-schemas/gstin.ts';
import { LaterAnswer } from '../later.ts';
import { CASH_REFUSALS, tellCashRefusal } from './cash-limits.ts';
import { nextOrderNumber } from './order-numbers.ts';
import { BackOrders, backOrdersOf } from './order-back-orders.ts';
import { linesOf } from './order-names.ts';
import { deliveryAddressOf } from './order-address.ts';
import { OrderItem, offersOf, quoteOrder } from './order-quote.ts';
import { ClientReference, requireClient, underReference } from './order-reference.ts';
import { storeCreditFor } from './order-tender.ts';

export const PlacedView = z.object({
  orderId: Id,
  orderNumber: z.string(),
  /** `pending` means: ask again at `GET /orders/:id`, or wait for the payment. */
  status: z.enum(ORDER_STATUSES),
  paymentMethod: PaymentMethod,
  total: Money,
  /** What of the total store credit pays; `payment` is about the rest, and null when nothing is left. */
  storeCredit: Money,
  expiresAt: Instant,
  /** Lines that were sold before they arrived, with the day that was promised. */
  backOrders: BackOrders,
  payment: z
    .object({ paymentId: Id, status: z.string(), gatewayOrderId: z.string().nullable(), amount: Money })
    .nullable(),
  rejectedFor: z.string().nullable(),
  /** What the buyer does next: pay at the gateway, nothing, or ask here later. */
  next: z.enum(['pay', 'none', 'wait']),
});

const view = (state: Order, paid: Payment | undefined): z.infer<typeof PlacedView> => {
  const status = orderStatus(state);
  const toPay = status === 'pending' && paid?.status === 'open';
  return {
    orderId: state.orderId,
    orderNumber: state.orderNumber,
    status,
    paymentMethod: state.paymentMethod,
    total: money(state.totalPaise),
    storeCredit: money(state.storeCreditPaise ?? 0),
    expiresAt: state.expiresAt,
    backOrders: backOrdersOf(state),
    payment:
      paid === undefined
        ? null
        : {
            paymentId: paid.paymentId,
            status: paid.status,
            gatewayOrderId: paid.gatewayOrderId ?? null,
            amount: money(paid.amountPaise),
          },
    rejectedFor: state.rejectedFor ?? null,
    next: toPay ? 'pay' : status === 'pending' ? 'wait' : 'none',
  };
};

type Placing = { readonly orderId: OrderId; readonly paymentId: PaymentId; readonly isNew: boolean };

/**
 * Waits for the process to come to the point where the buyer has something to do, bounded. The order tells of a refusal or a
 * confirmation, the payment of the gateway's order; whichever comes first ends the wait. The payment of an order that is new
 * is not looked for before it is heard of.
 */
export const outcomeOfPlacing = async ({ orderId, paymentId, isNew }: Placing, context: WriteContext) => {
  const [orderStream, paymentStream] = [`order-${orderId}`, `payment-${paymentId}`];
  const look = async (withPayment: boolean): Promise<z.infer<typeof PlacedView>> => {
    const [{ state }, paid] = await Promise.all([
      context.facts(order, orderId),
      withPayment ? context.facts(payment, paymentId) : undefined,
    ]);
    return view(state!, paid?.state);
  };
  const check = async (heard: ReadonlySet<string>): Promise<z.infer<typeof PlacedView> | undefined> => {
    const withPayment = !isNew || heard.has(paymentStream);
    const answer = await look(withPayment);
    if (answer.next === 'wait') return undefined;
    return withPayment ? answer : look(true);
  };
  const streams = [paymentStream, orderStream];
  return (await context.waitFor(streams, check, orderPolicy.placeWaitMs.value)) ?? look(true);
};

const Body = z.object({
  addressId: AddressId.optional(),
  paymentMethod: PaymentMethod,
  /** Instead of the cart: these articles. */
  items: z.array(OrderItem).min(1).max(LINES_MAX).optional(),
  /** Instead of the cart's coupon and coins. */
  couponId: CouponId.optional(),
  coins: z.int().nonnegative().max(1_000_000).optional(),
  /** Pay with store credit, as far as it goes; `paymentMethod` is about the rest. */
  useStoreCredit: z.boolean().default(false),
  gstin: Gstin.optional(),
  externalReference: ClientReference.optional(),
});

const place = async (body: z.infer<typeof Body>, context: WriteContext): Promise<void> => {
  const userId = callerIdOf(context);
  const orderId = OrderId.parse(context.newId('order'));
  const { paymentMethod, couponId, coins, items, useStoreCredit } = body;
  const asked = { userId, orderId, items, couponId, coins, paymentMethod };
  const [quote, address] = await Promise.all([
    quoteOrder(asked, context),
    deliveryAddressOf({ userId, addressId: body.addressId, paymentMethod }, context),
  ]);
  const { priced } = quote;
  const { totalPaise } = priced;
  const storeCreditPaise = await storeCreditFor({ userId, totalPaise, paymentMethod, useStoreCredit }, context);
  const { externalReference } = body;
  const command = {
    type: 'PlaceOrder' as const,
    data: {
      orderId,
      userId,
      orderNumber: await nextOrderNumber(context),
      lines: await linesOf(quote, { orderId, userId }, context),
      paymentMethod,
      paymentId: PaymentId.parse(context.newId('payment')),
      ...(quote.couponId === undefined ? {} : { couponId: quote.couponId }),
      ...(quote.isResale ? { resellerId: userId } : {}),
      ...(body.gstin === undefined ? {} : { gstin: body.gstin }),
      ...(externalReference === undefined ? {} : { externalReference }),
      ...offersOf(priced),
      coins: priced.coins,
      subtotalPaise: priced.subtotalPaise,
      promotionDiscountPaise: priced.promotionDiscountPaise,
      couponDiscountPaise: priced.couponDiscountPaise,
      coinDiscountPaise: priced.coinDiscountPaise,
      shippingPaise: priced.shippingPaise,
      codFeePaise: priced.codFeePaise,
      feeTaxPaise: priced.feeTaxPaise,
      taxPaise: priced.taxPaise,
      totalPaise,
      ...(storeCreditPaise === 0 ? {} : { storeCreditPaise }),
      address,
      placeOfSupply: address.state,
      expiresAt: instantAfter(context.now, paymentPolicy.paymentWindowMs.value),
    },
  };
  const named = { kind: 'order', entityId: orderId, personId: userId, externalReference } as const;
  await underReference(context, named, () => context.send(order, command));
};

export const placeOrderWrites = [
  writeRoute({
    method: 'POST',
    path: '/orders',
    tag: 'Orders',
    allow: ['customer', 'reseller'],
    summary:
      'Buy what is in the cart, or the given items: prices, holds stock, coupon, coins and store credit, and opens the payment',
    status: [201, 202],
    body: Body,
    reply: PlacedView,
    refusals: [
      'CartEmpty',
      'TooManyLines',
      'ProductNotAvailable',
      'QuantityNotAllowed',
      'InvalidResellerPrice',
      'AddressNotFound',
      'AddressNotServiceable',
      'CashOnDeliveryNotOffered',
      'CodLimitExceeded',
      'NothingLeftForCash',
      ...CASH_REFUSALS,
      'CouponNotFound',
      'CouponExpired',
      'CouponMinimumNotMet',
      'CouponExhausted',
      'ExternalReferenceTaken',
      'AnnotationNotAllowed',
    ],
    run: async ({ body }, context) => {
      if (body.externalReference !== undefined) requireClient(context);
      const orderId = OrderId.parse(context.newId('order'));
      // A request that is repeated after a crash must not be priced anew: what was placed stands.
      const known = (await context.facts(order, orderId)).state;
      if (known === undefined) await place(body, context);
      else if (known.userId !== context.caller?.userId) throw new Refusal('OrderNotFound');
      const paymentId = PaymentId.parse(context.newId('payment'));
      const placed = await outcomeOfPlacing({ orderId, paymentId, isNew: known === undefined }, context);
      tellCashRefusal(placed);
      return placed.next === 'wait' ? new LaterAnswer(placed, `/orders/${orderId}`) : placed;
    },
  }),
];
