import { describe, expect, it } from 'vitest';
import { instantAfter } from '../domains/kernel/calendar.ts';
import { order } from '../domains/order/aggregate.ts';
import { cashOrders } from '../domains/order/cash/aggregate.ts';
import type { CashOrders } from '../domains/order/cash/decider.ts';
import { address, id, line, NOW, orderId, paymentId, placed, userId, vendors } from '../domains/order/spec-examples.ts';
import type { Order } from '../domains/order/state.ts';
import { payment } from '../domains/payment/aggregate.ts';
import { cashDuePaise, type Payment } from '../domains/payment/state.ts';
import { paymentPolicy } from '../domains/policy/payment.ts';
import { PaymentId } from '../event-schemas/primitives.ts';
import { memoryEventStore } from '../infra/memory/event-store.ts';
import { SimulatedGateway } from '../tests/simulation/gateway.ts';
import { randomOf } from '../tests/simulation/random.ts';
import { simulatedPorts } from '../tests/simulation/simulated-ports.ts';
import { otherProcess } from '../tests/support/saga-process.ts';
import { playStory, type Story } from '../tests/support/saga-story.ts';
import { closeCashOrder } from './close-cash-order.ts';
import { collectCash } from './collect-cash.ts';
import { editOrder } from './edit-order.ts';
import { latePayment } from './late-payment.ts';
import { placeOrder } from './place-order.ts';
import { paymentGatewayOrder } from './reactors/payment-gateway-order.ts';
import { paymentReconciliation } from './reactors/payment-reconciliation.ts';
import { paymentRefund } from './reactors/payment-refund.ts';
import { refundOrder } from './refund-order.ts';
import { stateReader } from '../tests/support/state-reader.ts';

const FEE = 5_900;
const payNowId = PaymentId.parse(id(81));
const shipmentId = id(60);
const counts = { crashes: 0, duplicates: 0, reorderings: 0, refusals: 0, delays: 0 };
const NO_FAULTS = { random: randomOf(1), rate: 0, counts };
const LATE_MS = 3_600_000;

/** A shop with one product, and one order on delivery of it, with a fee for paying at the door. */
const newShop = () => {
  let now = NOW;
  const store = memoryEventStore();
  const gateway = new SimulatedGateway({ ...NO_FAULTS, now: () => now });
  const ports = simulatedPorts(NO_FAULTS.random, gateway, () => Date.parse(now));
  const plain = line(1, { couponDiscountPaise: 0, coinDiscountPaise: 0, totalPaise: 100_000 });
  const change = { paymentMethod: 'COD', couponId: undefined, codFeePaise: FEE, totalPaise: 104_000 + FEE } as const;
  const asked = { ...placed([plain], change).data, address };
  const send = otherProcess(store, () => now);
  const stateOf = stateReader(store);
  const open = async (): Promise<void> => {
    const { productId, variantId } = plain;
    const lines = [{ variantId, quantity: 5 }];
    await send({ type: 'ReceiveStock', data: { productId, receiptId: id(800), lines } });
    await send({ type: 'PlaceOrder', data: asked });
  };
  const ask = () => {
    const expiresAt = instantAfter(now, paymentPolicy.paymentWindowMs.value);
    return send({ type: 'RequestPayNow', data: { orderId, editId: id(80), editPaymentId: payNowId, expiresAt } });
  };
  const pay = async () => {
    const { id: gatewayOrderId } = gateway.orderOf(payNowId)!;
    const { id: gatewayPaymentId, amount: amountPaise } = gateway.pay(gatewayOrderId, 'captured');
    const data = { paymentId: payNowId, gatewayOrderId, gatewayPaymentId, amountPaise, currency: 'INR', method: 'upi' };
    return send({ type: 'ReportCapture', data });
  };
  const ship = () =>
    send({
      type: 'ShipOrder',
      data: { orderId, shipmentId, vendorId: vendors[0], courier: 'Delhivery', trackingNumber: 'AWB1' },
    });
  const deliver = () => send({ type: 'DeliverOrder', data: { orderId, shipmentId } });
  const cancel = () =>
    send({ type: 'CancelOrder', data: { orderId, cancellationId: id(900), reason: 'changedMind', by: 'staff' } });
  const pass = (ms: number): void => void (now = instantAfter(now, ms));
  return { store, gateway, ports, asked, stateOf, open, ask, pay, ship, deliver, cancel, pass, now: () => now };
};
type Shop = ReturnType<typeof newShop>;
const parts = {
  sagas: [placeOrder, editOrder, refundOrder, collectCash, closeCashOrder, latePayment],
  reactors: [paymentGatewayOrder(), paymentRefund, paymentReconciliation],
};
const later = (shop: Shop): void => shop.pass(LATE_MS);
const ask = (shop: Shop) => shop.ask();
const pay = (shop: Shop) => shop.pay();
const ship = (shop: Shop) => shop.ship();
const deliver = (shop: Shop) => shop.deliver();

/** What is there in the end: at the gateway, at the door, and in the buyer's limit of orders on delivery. */
const outcomeOf = async ({ stateOf, gateway }: Shop) => {
  const { paymentMethod, edits, lines } = await stateOf<Order>(order, orderId);
  const cash = await stateOf<Payment>(payment, paymentId);
  const { open } = await stateOf<CashOrders>(cashOrders, userId);
  return {
    ...{ method: paymentMethod, edit: edits[0]?.status, line: lines[0]?.status, open: open.length },
    online: gateway.paidPaise,
    refunds: gateway.refunds.size,
    cash: [cash.status, cashDuePaise(cash)],
  };
};

const total = newShop().asked.totalPaise;
const unharmed = { method: 'COD', edit: 'dropped', online: 0 };
const stories: Readonly<Record<string, { readonly story: Story<Shop>; readonly ends: object }>> = {
  'is paid online': {
    story: [ask, pay, ship, deliver, later],
    ends: {
      ...{ method: 'PREPAID', edit: 'applied', line: 'delivered', open: 0 },
      ...{ online: total - FEE, refunds: 0, cash: ['due', 0] },
    },
  },
  'is paid online and cancelled': {
    story: [ask, pay, ({ cancel }) => cancel(), later, later],
    ends: { method: 'PREPAID', line: 'cancelled', open: 0, online: 0, refunds: 1, cash: ['due', 0] },
  },
  'is paid online twice': {
    story: [ask, pay, pay, later],
    ends: { method: 'PREPAID', line: 'confirmed', open: 0, online: total - FEE, refunds: 1, cash: ['due', 0] },
  },
  'is not paid online after all': {
    story: [ask, later, ship, deliver, later],
    ends: { ...unharmed, line: 'delivered', open: 0, refunds: 0, cash: ['collected', total] },
  },
  'is paid online when its cash was collected': {
    story: [ask, ship, deliver, pay, later, later],
    ends: { ...unharmed, line: 'delivered', open: 0, refunds: 1, cash: ['collected', total] },
  },
  'is paid online long after its cash was collected': {
    story: [ask, ship, deliver, later, pay, later, later],
    ends: { ...unharmed, line: 'delivered', open: 0, refunds: 1, cash: ['collected', total] },
  },
  'is paid online while it leaves': {
    story: [ask, async (shop) => [await shop.ship(), await shop.pay()], deliver, later],
    ends: { ...unharmed, line: 'delivered', open: 0, refunds: 1, cash: ['collected', total] },
  },
};

describe.each(Object.entries(stories))('an order on delivery that %s', (_, { story, ends }) => {
  it('leaves nothing half done, wherever the process is killed', async () => {
    const calm = newShop();
    const { appends, unfinished } = await playStory(calm, story, { parts });
    expect(unfinished.filter((one) => !isLate(one))).toEqual([]);
    expect(await outcomeOf(calm)).toMatchObject(ends);
    expect(appends).toBeGreaterThan(4);
    for (let append = 1; append <= appends; append += 1)
      for (const when of ['before', 'after'] as const) {
        const killed = newShop();
        const outcome = await playStory(killed, story, { parts, kill: { append, when } });
        const where = `killed ${when} append ${append}`;
        expect(
          outcome.unfinished.filter((one) => !isLate(one)),
          where,
        ).toEqual([]);
        expect(await outcomeOf(killed), where).toMatchObject(ends);
      }
  });
});

/** A payment that was closed is looked for at the gateway for days. */
const isLate = (unfinished: unknown): boolean => (unfinished as { readonly saga: string }).saga === 'latePayment';
