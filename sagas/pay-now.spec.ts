import { describe, expect, it } from 'vitest';
import { instantAfter } from '../domains/kernel/calendar.ts';
import { sagaSpec } from '../domains/kernel/spec.ts';
import type { SagaReply } from '../domains/kernel/saga.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import { confirmed, id, line, NOW, orderId, paymentId, placed, userId } from '../domains/order/spec-examples.ts';
import type { PaymentEvent } from '../domains/payment/events.ts';
import { orderPolicy } from '../domains/policy/order.ts';
import { paymentPolicy } from '../domains/policy/payment.ts';
import { PaymentId, RefundId } from '../event-schemas/primitives.ts';
import { closeCashOrder } from './close-cash-order.ts';
import { editOrder } from './edit-order.ts';
import { offerPayNow } from './offer-pay-now.ts';
import { placeOrder } from './place-order.ts';
import { refundOrder } from './refund-order.ts';

const editId = id(80);
const editPaymentId = PaymentId.parse(id(81));
const expiresAt = instantAfter(NOW, paymentPolicy.paymentWindowMs.value);
const requested: Extract<OrderEvent, { type: 'OrderEditRequested' }> = {
  type: 'OrderEditRequested',
  data: {
    ...{ orderId, userId, editId, removed: [], added: [], duePaise: 500, editPaymentId, expiresAt },
    payNow: { savePaise: 90 },
  },
};
const captured: Extract<PaymentEvent, { type: 'PaymentCaptured' }> = {
  type: 'PaymentCaptured',
  data: {
    ...{ paymentId: editPaymentId, orderId, userId, gatewayPaymentId: 'pay_1', amountPaise: 500, method: 'upi' },
    ...{ editId, capturedAt: NOW },
  },
};
const prepaid: Extract<OrderEvent, { type: 'OrderPrepaid' }> = {
  type: 'OrderPrepaid',
  data: {
    ...{ orderId, userId, editId, cashPaymentId: paymentId, paymentId: editPaymentId },
    ...{ refundId: RefundId.parse(id(82)), cashPaise: 590, paidPaise: 500, savedPaise: 90, savedTaxPaise: 14 },
  },
};
const reply = (type: 'CommandAccepted' | 'CommandRejected', command: string, rejected = 'Refused'): SagaReply =>
  ({ type, data: { command, key: command, rejected, events: [] } }) as SagaReply;
const due = (name: string): SagaReply => ({ type: 'DeadlineReached', data: { name, dueAt: NOW } });

describe('paying an order on delivery before it comes', () => {
  const given = sagaSpec(editOrder, NOW);
  it('asks for the money at once, looks for it at the gateway, and stops waiting when the time is over', () => {
    const begun = given().when(requested);
    begun.sends({ type: 'RequestPayment', data: { paymentId: editPaymentId, method: 'PREPAID', amountPaise: 500 } });
    const names = begun.step.deadlines?.map(({ name }) => name) ?? [];
    expect(names.at(-1)).toBe('expiry');
    expect(names).toHaveLength(paymentPolicy.reconcileAfterMs.value.length + 1);
    given(requested)
      .when(due(names[0]!))
      .sends({ type: 'RequestReconciliation', data: { paymentId: editPaymentId, check: names[0] } });
    given(requested, captured).when(due(names[0]!)).sends();
    given(requested)
      .when(due('expiry'))
      .sends({ type: 'ClosePayment', data: { paymentId: editPaymentId } });
    given(requested, due('expiry'))
      .when(reply('CommandAccepted', 'ClosePayment'))
      .sends({ type: 'DropOrderEdit', data: { reason: 'unpaid' } });
  });
  it('lets the order decide, and gives all of the money back when a parcel has left', () => {
    given(requested).when(captured).sends({ type: 'ApplyOrderEdit', data: { orderId, editId } });
    const last = given(requested, captured).when(reply('CommandAccepted', 'ApplyOrderEdit'));
    last.sends();
    expect(last.done).toBe(true);
    const late = reply('CommandRejected', 'ApplyOrderEdit', 'PayNowNotOffered');
    given(requested, captured)
      .when(late)
      .sends(
        { type: 'DropOrderEdit', data: { orderId, editId, reason: 'PayNowNotOffered' } },
        { type: 'RequestRefund', data: { paymentId: editPaymentId, amountPaise: 500 } },
      );
    given(requested, captured, late).when(captured).sends();
  });
  it('is no business of the process that placed the order', () => {
    expect(placeOrder.instanceOf(captured)).toBeUndefined();
    expect(placeOrder.instanceOf({ ...captured, data: { ...captured.data, editId: undefined } })).toBe(orderId);
  });
});

describe('an order on delivery that was paid online', () => {
  it('has no cash to collect, tried again while the payment at the door is not known yet', () => {
    const given = sagaSpec(refundOrder, NOW);
    const cash = { type: 'RequestRefund', data: { paymentId, refundId: prepaid.data.refundId, amountPaise: 590 } };
    given().when(prepaid).sends(cash);
    const refused = reply('CommandRejected', 'RequestRefund', 'PaymentNotFound');
    expect(given(prepaid).when(refused).step.deadlines).toHaveLength(1);
    given(prepaid, refused).when(due('again-1')).sends(cash);
  });
  it('counts against no limit of cash on delivery any more', () => {
    const given = sagaSpec(closeCashOrder, NOW);
    expect(closeCashOrder.instanceOf(prepaid)).toBe(orderId);
    given()
      .when(prepaid)
      .sends({ type: 'CloseCashOrder', data: { userId, orderId, outcome: 'paidOnline' } });
    given(prepaid).when(prepaid).sends();
  });
});

describe('the offer to pay now', () => {
  const given = sagaSpec(offerPayNow, NOW);
  const cash = confirmed(placed([line(1)], { paymentMethod: 'COD' }));
  it('comes once, some time after the order, and only for cash', () => {
    const dueAt = instantAfter(NOW, orderPolicy.payNow.value.remindAfterMs);
    const begun = given().when(cash);
    begun.sends();
    expect(begun.step.deadlines).toEqual([{ name: 'offer', dueAt }]);
    expect(begun.done).toBe(false);
    const offered = given(cash).when(due('offer'));
    offered.sends({ type: 'OfferPayNow', data: { orderId } });
    expect(offered.done).toBe(true);
    given(cash, due('offer')).when(due('offer')).sends();
    expect(given(cash).when(cash).step).toEqual({});
    expect(offerPayNow.instanceOf(cash)).toBe(orderId);
    expect(offerPayNow.instanceOf(confirmed(placed([line(1)])))).toBeUndefined();
    expect(offerPayNow.instanceOf({ ...cash, data: { ...cash.data, totalPaise: 0 } })).toBeUndefined();
  });
});
