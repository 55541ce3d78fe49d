import { describe, expect, it } from 'vitest';
import type { SagaReply } from '../domains/kernel/saga.ts';
import { sagaSpec } from '../domains/kernel/spec.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import { id, line, NOW, orderId, userId } from '../domains/order/spec-examples.ts';
import type { PaymentEvent } from '../domains/payment/events.ts';
import { OrderId, PaymentId } from '../event-schemas/primitives.ts';
import { editOrder } from './edit-order.ts';

const editId = id(80);
const editPaymentId = PaymentId.parse(id(81));
const booking = OrderId.parse(editId);
const added = line(9);
const requested = (duePaise: number, lines = [added]): Extract<OrderEvent, { type: 'OrderEditRequested' }> => ({
  type: 'OrderEditRequested',
  data: {
    ...{ orderId, userId, editId, removed: [], added: lines, duePaise, editPaymentId },
    expiresAt: '2026-01-10T10:30:00.000Z',
  },
});
const captured: Extract<PaymentEvent, { type: 'PaymentCaptured' }> = {
  type: 'PaymentCaptured',
  data: {
    ...{ paymentId: editPaymentId, orderId, userId, gatewayPaymentId: 'pay_1', amountPaise: 500, method: 'upi' },
    ...{ editId, capturedAt: NOW },
  },
};
const key = (command: string): string => (command.endsWith('Stock') ? added.productId : command);
const yes = (command: string): SagaReply => ({
  type: 'CommandAccepted',
  data: { command, key: key(command), events: [] },
});
const no = (command: string, rejected = 'Refused'): SagaReply => ({
  type: 'CommandRejected',
  data: { command, key: key(command), rejected },
});
const expiry: SagaReply = { type: 'DeadlineReached', data: { name: 'expiry', dueAt: NOW } };
const given = sagaSpec(editOrder, NOW);
const stock = { productId: added.productId, orderId: booking };
const paying = [requested(500), yes('HoldStock')] as const;

describe('changing an order', () => {
  it('holds what joins, asks for the difference, and then lets the order decide', () => {
    given().when(requested(500)).sends({ type: 'HoldStock', data: stock });
    given(requested(500))
      .when(yes('HoldStock'))
      .sends({ type: 'RequestPayment', data: { paymentId: editPaymentId, amountPaise: 500, editId } });
    given(...paying)
      .when(captured)
      .sends({ type: 'ApplyOrderEdit', data: { orderId, editId } });
    const last = given(...paying, captured).when(yes('ApplyOrderEdit'));
    last.sends({ type: 'CommitStock', data: stock });
    expect(last.done).toBe(true);
  });
  it('asks for nothing when nothing is due, and holds nothing when nothing joins', () => {
    given(requested(0)).when(yes('HoldStock')).sends({ type: 'ApplyOrderEdit' });
    given().when(requested(0, [])).sends({ type: 'ApplyOrderEdit' });
  });
  it('makes the coins that a rule promised its own with the stock, and gives them back when it is dropped', () => {
    const bonus = { ruleId: id(810), name: 'Festive', coins: 30, reserved: true, bookingId: booking };
    const promised = requested(500, [{ ...added, earning: { basisPoints: 1_000, bonus } }]);
    const keep = { command: 'KeepBonus', key: `bonus:${id(810)}`, events: [] };
    const kept: SagaReply = { type: 'CommandAccepted', data: keep };
    const use = { ruleId: id(810), orderId: booking };
    given()
      .when(promised)
      .sends({ type: 'HoldStock', data: stock }, { type: 'KeepBonus', data: { ...use, coins: 30 } });
    given(promised, yes('HoldStock')).when(kept).sends({ type: 'RequestPayment' });
    given(promised, kept)
      .when(no('HoldStock', 'InsufficientStock'))
      .sends({ type: 'ReleaseBonus', data: use }, { type: 'DropOrderEdit', data: { reason: 'InsufficientStock' } });
    given(promised, yes('HoldStock'))
      .when({ type: 'CommandRejected', data: { ...keep, rejected: 'BonusNotReserved' } })
      .sends({ type: 'ReleaseStock', data: stock }, { type: 'DropOrderEdit', data: { reason: 'BonusNotReserved' } });
  });
  it('is dropped without stock, without money, and when the gateway refuses', () => {
    const dropped = (reason: string) => ({ type: 'DropOrderEdit', data: { orderId, editId, reason } });
    given(requested(500)).when(no('HoldStock', 'InsufficientStock')).sends(dropped('InsufficientStock'));
    given(...paying)
      .when(expiry)
      .sends({ type: 'ClosePayment', data: { paymentId: editPaymentId, reason: 'unpaid' } });
    given(...paying, expiry)
      .when(yes('ClosePayment'))
      .sends({ type: 'ReleaseStock', data: stock }, dropped('unpaid'));
    given(...paying)
      .when({ type: 'PaymentRefused', data: { paymentId: editPaymentId, orderId, userId, editId, reason: 'no' } })
      .sends({ type: 'ReleaseStock' }, dropped('PaymentRefused'));
    given(...paying)
      .when(no('RequestPayment', 'PaymentIdTaken'))
      .sends({ type: 'ReleaseStock' }, dropped('PaymentIdTaken'));
    given(requested(500), expiry).when(yes('HoldStock')).sends({ type: 'ReleaseStock' }, dropped('unpaid'));
  });
  it('takes money that came in the last second, and gives it back when the order has moved on', () => {
    given(...paying, expiry)
      .when(no('ClosePayment', 'PaymentAlreadyCaptured'))
      .sends();
    given(...paying, expiry, no('ClosePayment', 'PaymentAlreadyCaptured'))
      .when(captured)
      .sends({ type: 'ApplyOrderEdit' });
    given(...paying, captured)
      .when(no('ApplyOrderEdit', 'OrderStatusNotAllowed'))
      .sends(
        { type: 'ReleaseStock', data: stock },
        { type: 'DropOrderEdit', data: { reason: 'OrderStatusNotAllowed' } },
        { type: 'RequestRefund', data: { paymentId: editPaymentId, amountPaise: 500 } },
      );
  });
  it('cancels what joined when its stock is gone after all', () =>
    given(...paying, captured, yes('ApplyOrderEdit'))
      .when(no('CommitStock', 'InsufficientStock'))
      .sends({ type: 'CancelOrder', data: { orderId, lineIds: [added.lineId], by: 'system' } }));
  it('has nothing to do with payments of other kinds', () => {
    const { paymentId, gatewayPaymentId, amountPaise, method, capturedAt } = captured.data;
    const ordinary = { paymentId, orderId, userId, gatewayPaymentId, amountPaise, method, capturedAt };
    expect(editOrder.instanceOf({ ...captured, data: ordinary })).toBeUndefined();
  });
});
