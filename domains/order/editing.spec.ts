import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PaymentId, RefundId } from '../../event-schemas/primitives.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { isRejected } from '../kernel/decider.ts';
import { deciderSpec } from '../kernel/spec.ts';
import type { OrderCommand } from './commands.ts';
import { orderDecider } from './decider.ts';
import { EDITS_MAX } from './edit-events.ts';
import type { OrderEvent } from './events.ts';
import type { LineQuantity, OrderLine } from './lines.ts';
import { confirmed, id, line, NOW, orderId, paymentId, placed, shipped, userId } from './spec-examples.ts';

const editPaymentId = PaymentId.parse(id(81));
const expiresAt = '2026-01-10T10:30:00.000Z';
const order = placed([line(1), line(2)]);
const running: OrderEvent[] = [order, confirmed(order)];
const given = deciderSpec(orderDecider, NOW);
const joining = line(9, { couponDiscountPaise: 0, coinDiscountPaise: 0, totalPaise: 100_000 });

const pieces = (n: number, quantity: number, totalPaise: number): LineQuantity => {
  const { lineId, productId, variantId, vendorId } = line(n);
  return { lineId, productId, variantId, vendorId, quantity, totalPaise };
};
const ask = (
  removed: readonly LineQuantity[],
  added: OrderLine[] = [],
  editId = id(80),
): Extract<OrderCommand, { type: 'RequestOrderEdit' }> => ({
  type: 'RequestOrderEdit',
  data: {
    ...{ orderId, editId, editPaymentId, expiresAt, added },
    removed: removed.map(({ lineId, quantity }) => ({ lineId, quantity })),
  },
});
const asked = (removed: LineQuantity[], added: OrderLine[], duePaise: number, editId = id(80)): OrderEvent => ({
  type: 'OrderEditRequested',
  data: { orderId, userId, editId, removed, added, duePaise, editPaymentId, expiresAt },
});
const apply: OrderCommand = { type: 'ApplyOrderEdit', data: { orderId, editId: id(80) } };
const refundId = RefundId.parse(derivedId('refund', orderId, id(80)));
const swap = asked([pieces(1, 2, 80_001)], [joining], 19_999);
const swapped: OrderEvent = {
  type: 'OrderEdited',
  data: {
    ...{ orderId, userId, editId: id(80), lines: [pieces(1, 2, 80_001)], added: [joining], paymentId, editPaymentId },
    ...{ addedPaise: 100_000, removedPaise: 80_001, refundId, refundPaise: 0, coins: 100 },
  },
};

describe('a change of the lines', () => {
  it('asks for what the new articles cost more', () => {
    given(...running)
      .when(ask([pieces(1, 2, 0)], [joining]))
      .then(swap);
    given(...running, swap)
      .when(apply)
      .then(swapped);
  });
  it('gives back what the order costs less, one piece at a time', () => {
    given(...running)
      .when(ask([pieces(1, 1, 0)]))
      .then(asked([pieces(1, 1, 40_000)], [], 0));
    given(...running, asked([pieces(1, 1, 40_000)], [], 0))
      .when(apply)
      .then({
        type: 'OrderEdited',
        data: {
          ...{ orderId, userId, editId: id(80), lines: [pieces(1, 1, 40_000)], added: [], paymentId, editPaymentId },
          ...{ addedPaise: 0, removedPaise: 40_000, refundId, refundPaise: 40_000, coins: 50 },
        },
      });
  });
  it('is refused when it makes no sense, and when another waits', () => {
    const refuse = (command: OrderCommand, ...more: OrderEvent[]) => given(...running, ...more).when(command);
    refuse(ask([pieces(1, 3, 0)])).rejects('TooManyRemoved');
    refuse(ask([pieces(1, 1, 0), pieces(1, 1, 0)])).rejects('TooManyRemoved');
    refuse(ask([pieces(5, 1, 0)])).rejects('OrderLineNotFound');
    refuse(ask([pieces(1, 2, 0), pieces(2, 2, 0)])).rejects('OrderEditEmpty');
    refuse(ask([pieces(1, 1, 0)]), shipped([1])).rejects('OrderStatusNotAllowed');
    refuse(ask([pieces(1, 1, 0)], [], id(82)), swap).rejects('OrderEditOpen');
    const past = Array.from({ length: EDITS_MAX }, (_, n): OrderEvent[] => [
      asked([], [joining], 1, id(500 + n)),
      { type: 'OrderEditDropped', data: { orderId, userId, editId: id(500 + n), reason: 'unpaid' } },
    ]).flat();
    refuse(ask([pieces(1, 1, 0)]), ...past).rejects('TooManyEdits');
    refuse(
      ask(
        [],
        Array.from({ length: 50 }, () => joining),
      ),
    ).rejects('TooManyLines');
    given(order)
      .when(ask([pieces(1, 1, 0)]))
      .rejects('OrderStatusNotAllowed');
  });
  it('is dropped, or comes too late', () => {
    const drop: OrderCommand = { type: 'DropOrderEdit', data: { orderId, editId: id(80), reason: 'unpaid' } };
    const dropped: OrderEvent = {
      type: 'OrderEditDropped',
      data: { orderId, userId, editId: id(80), reason: 'unpaid' },
    };
    given(...running, swap)
      .when(drop)
      .then(dropped);
    given(...running, swap, dropped)
      .when(apply)
      .rejects('OrderEditNotOpen');
    given(...running)
      .when(apply)
      .rejects('OrderEditNotFound');
    given(...running, swap, shipped([1]))
      .when(apply)
      .rejects('OrderStatusNotAllowed');
  });
  it('counts what is given back of its payment only when it was applied', () => {
    const back: OrderCommand = {
      type: 'RecordOrderRefund',
      data: { orderId, refundId, amountPaise: 500, paymentId: editPaymentId },
    };
    const recorded: OrderEvent = { type: 'OrderRefundRecorded', data: { orderId, userId, refundId, amountPaise: 500 } };
    const dropped: OrderEvent = {
      type: 'OrderEditDropped',
      data: { orderId, userId, editId: id(80), reason: 'OrderStatusNotAllowed' },
    };
    for (const ended of [[], [dropped]])
      given(...running, swap, ...ended)
        .when(back)
        .then();
    given(...running, swap, swapped)
      .when(back)
      .then(recorded);
    given(...running, swap, dropped)
      .when({ ...back, data: { ...back.data, paymentId } })
      .then(recorded);
  });
  it('leaves refunds that come from the payments they were paid with', () => {
    const decision = orderDecider.decide(
      {
        type: 'CancelOrder',
        data: { orderId, cancellationId: id(90), reason: 'changedMind', by: 'customer' },
      },
      [...running, swap, swapped].reduce(orderDecider.evolve, undefined),
      NOW,
    );
    expect(decision).toMatchObject([
      {
        data: {
          refundPaise: order.data.totalPaise + 19_999,
          refunds: [
            { paymentId, amountPaise: order.data.totalPaise },
            { paymentId: editPaymentId, amountPaise: 19_999 },
          ],
        },
      },
    ]);
  });
});

it('gives back, over any changes and a cancellation, exactly what was paid', () => {
  const steps = fc.array(
    fc.record({ lineNumber: fc.constantFrom(1, 2), quantity: fc.integer({ min: 0, max: 2 }), adds: fc.boolean() }),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(steps, (changes) => {
      let state = running.reduce(orderDecider.evolve, orderDecider.initial);
      let paid = order.data.totalPaise;
      let given = 0;
      const run = (command: OrderCommand): OrderEvent[] => {
        const decision = orderDecider.decide(command, state, NOW);
        if (isRejected(decision)) return [];
        state = decision.reduce(orderDecider.evolve, state);
        return [...decision];
      };
      const count = (events: readonly OrderEvent[]): void => {
        for (const { type, data } of events) {
          if (type === 'OrderEdited') paid += Math.max(0, data.addedPaise - data.removedPaise);
          if (type !== 'OrderEdited' && type !== 'OrderCancelled') continue;
          given += data.refundPaise;
          const parts = data.refunds?.reduce((sum, { amountPaise }) => sum + amountPaise, 0);
          expect(parts ?? data.refundPaise).toBe(data.refundPaise);
        }
      };
      for (const [n, { lineNumber, quantity, adds }] of changes.entries()) {
        const editId = id(600 + n);
        const added = adds ? [{ ...joining, lineId: id(700 + n) }] : [];
        const { data } = ask(quantity === 0 ? [] : [pieces(lineNumber, quantity, 0)], added, editId);
        run({ type: 'RequestOrderEdit', data: { ...data, editPaymentId: PaymentId.parse(id(800 + n)) } });
        count(run({ type: 'ApplyOrderEdit', data: { orderId, editId } }));
      }
      const cancel = { orderId, cancellationId: id(90), reason: 'changedMind', by: 'customer' } as const;
      count(run({ type: 'CancelOrder', data: cancel }));
      expect(given).toBe(paid);
      for (const { paidPaise, givenPaise } of state!.funds) expect(givenPaise).toBe(paidPaise);
    }),
  );
});
