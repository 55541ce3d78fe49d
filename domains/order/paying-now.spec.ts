import { describe, expect, it } from 'vitest';
import { PaymentId, RefundId } from '../../event-schemas/primitives.ts';
import { instantAfter } from '../kernel/calendar.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { deciderSpec } from '../kernel/spec.ts';
import { orderPolicy } from '../policy/order.ts';
import { feeTaxBasisPoints, taxInside } from '../pricing/index.ts';
import { allowedActions } from './actions.ts';
import type { OrderCommand } from './commands.ts';
import { orderDecider } from './decider.ts';
import { EDITS_MAX } from './edit-events.ts';
import type { OrderEvent } from './events.ts';
import { confirmed, id, line, NOW, orderId, paymentId, placed, shipped, userId, vendors } from './spec-examples.ts';
import { orderView } from './view.ts';

const FEE = 5_900;
const feeTaxPaise = taxInside(4_000, feeTaxBasisPoints(NOW)) + taxInside(FEE, feeTaxBasisPoints(NOW));
const lines = [line(1), line(2)];
const goods = lines.reduce((sum, { totalPaise }) => sum + totalPaise, 0);
const order = placed(lines, {
  paymentMethod: 'COD',
  codFeePaise: FEE,
  feeTaxPaise,
  totalPaise: goods + 4_000 + FEE,
});
const running: OrderEvent[] = [order, confirmed(order)];
const { totalPaise } = order.data;
const given = deciderSpec(orderDecider, NOW);
const editId = id(80);
const payNowId = PaymentId.parse(id(81));
const expiresAt = '2026-01-10T10:30:00.000Z';
const ask = (edit = editId): OrderCommand => ({
  type: 'RequestPayNow',
  data: { orderId, editId: edit, editPaymentId: payNowId, expiresAt },
});
const asked = (duePaise = totalPaise - FEE, edit = editId): OrderEvent => ({
  type: 'OrderEditRequested',
  data: {
    ...{ orderId, userId, editId: edit, removed: [], added: [], duePaise, editPaymentId: payNowId, expiresAt },
    payNow: { savePaise: FEE },
  },
});
const apply: OrderCommand = { type: 'ApplyOrderEdit', data: { orderId, editId } };
const refundId = RefundId.parse(derivedId('refund', orderId, editId));
const prepaid: OrderEvent = {
  type: 'OrderPrepaid',
  data: {
    ...{ orderId, userId, editId, cashPaymentId: paymentId, paymentId: payNowId, refundId },
    ...{ cashPaise: totalPaise, paidPaise: totalPaise - FEE, savedPaise: FEE },
    savedTaxPaise: taxInside(FEE, feeTaxBasisPoints(NOW)),
  },
};
const stateOf = (...events: OrderEvent[]) => events.reduce(orderDecider.evolve, orderDecider.initial)!;
const cancel = (lineIds?: string[]): OrderCommand => ({
  type: 'CancelOrder',
  data: { orderId, cancellationId: id(90), reason: 'changedMind', by: 'customer', ...(lineIds && { lineIds }) },
});
const until = instantAfter(NOW, orderPolicy.payNow.value.offeredForMs);

describe('paying an order on delivery before it comes', () => {
  it('costs what would be cash at the door, less the fee for it, and makes the order a prepaid one', () => {
    given(...running)
      .when(ask())
      .then(asked());
    given(...running, asked())
      .when(apply)
      .then(prepaid);
    const after = stateOf(...running, asked(), prepaid);
    expect(after).toMatchObject({ paymentMethod: 'PREPAID', paymentId: payNowId, codFeePaise: 0 });
    expect(after.totalPaise).toBe(goods + after.shippingPaise);
    expect(after.feeTaxPaise).toBe(taxInside(4_000, feeTaxBasisPoints(NOW)));
    expect(order.data.taxPaise - after.taxPaise).toBe(feeTaxPaise - after.feeTaxPaise);
    expect(orderView(after, NOW)).toMatchObject({
      paymentMethod: 'PREPAID',
      payNow: null,
      edits: [{ status: 'applied' }],
    });
  });
  it('is offered by the order, with what it saves and until when', () => {
    const view = orderView(stateOf(...running), NOW);
    expect(view.payNow).toEqual({
      due: { amount: totalPaise - FEE, currency: 'INR' },
      save: { amount: FEE, currency: 'INR' },
      until,
    });
    expect(view.allowedActions).toContain('payNow');
    const waiting = stateOf(...running, asked());
    expect(allowedActions(waiting, NOW)).not.toContain('payNow');
    expect(orderView(stateOf(...running), until).payNow).toBeNull();
  });
  it('is refused when nothing is to be paid at the door any more, and when something else waits', () => {
    const refuse = (...events: OrderEvent[]) => given(...events).when(ask());
    refuse(order).rejects('PayNowNotOffered');
    refuse(...running, shipped([1])).rejects('PayNowNotOffered');
    refuse(...running, asked(), prepaid).then();
    given(...running, asked(), prepaid)
      .when(ask(id(82)))
      .rejects('PayNowNotOffered');
    const online = placed(lines);
    refuse(online, confirmed(online)).rejects('PayNowNotOffered');
    given(...running, asked())
      .when(ask(id(82)))
      .rejects('OrderEditOpen');
    const late = deciderSpec(orderDecider, until);
    late(...running)
      .when(ask())
      .rejects('PayNowNotOffered');
    const past = Array.from({ length: EDITS_MAX }, (_, n): OrderEvent[] => [
      asked(1, id(500 + n)),
      { type: 'OrderEditDropped', data: { orderId, userId, editId: id(500 + n), reason: 'unpaid' } },
    ]).flat();
    refuse(...running, ...past).rejects('TooManyEdits');
  });
  it('comes too late when a parcel has left, and when the order was changed or cancelled', () => {
    const late = (...events: OrderEvent[]) => given(...running, asked(), ...events).when(apply);
    late(shipped([1])).rejects('PayNowNotOffered');
    for (const lineIds of [undefined, [line(1).lineId]]) {
      const before = stateOf(...running, asked());
      const gone = orderDecider.decide(cancel(lineIds), before, NOW) as OrderEvent[];
      late(...gone).rejects(lineIds === undefined ? 'PayNowNotOffered' : 'OrderStatusNotAllowed');
    }
  });
  it('gives up a courier who is to collect cash, so that another is booked who collects none', () => {
    const shipmentId = id(60);
    const book: OrderCommand = { type: 'RequestCourierBooking', data: { orderId, shipmentId, vendorId: vendors[0] } };
    const booked = orderDecider.decide(book, stateOf(...running), NOW) as OrderEvent[];
    expect(booked).toMatchObject([{ data: { collectPaise: totalPaise } }]);
    given(...running, asked(), ...booked)
      .when(apply)
      .then(prepaid, {
        type: 'CourierBookingCancelled',
        data: { orderId, userId, shipmentId, reason: 'orderChanged' },
      });
    const again = { ...book, data: { ...book.data, shipmentId: id(61) } };
    const after = stateOf(...running, asked(), prepaid);
    expect(orderDecider.decide(again, after, NOW)).toMatchObject([{ data: { collectPaise: 0, withFees: false } }]);
  });
  it('leaves the fee off the invoice', () => {
    const { orderNumber: trackingNumber } = order.data;
    const ship: OrderCommand = {
      type: 'ShipOrder',
      data: { orderId, shipmentId: id(60), vendorId: vendors[0], courier: 'Delhivery', trackingNumber },
    };
    const fees = (...events: OrderEvent[]) => orderDecider.decide(ship, stateOf(...events), NOW);
    expect(fees(...running)).toMatchObject([{ data: { fees: { shippingPaise: 4_000, codFeePaise: FEE } } }]);
    expect(fees(...running, asked(), prepaid)).toMatchObject([
      { data: { fees: { shippingPaise: 4_000, codFeePaise: 0 } } },
    ]);
  });
  it('is told of once', () => {
    const offer: OrderCommand = { type: 'OfferPayNow', data: { orderId } };
    const offered: OrderEvent = {
      type: 'PayNowOffered',
      data: { orderId, userId, duePaise: totalPaise - FEE, savePaise: FEE, until },
    };
    given(...running)
      .when(offer)
      .then(offered);
    given(...running, offered, asked(), prepaid)
      .when(offer)
      .then();
    given(...running, asked())
      .when(offer)
      .rejects('OrderEditOpen');
    given(...running, shipped([1]))
      .when(offer)
      .rejects('PayNowNotOffered');
  });
});
