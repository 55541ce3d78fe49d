import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRejected } from '../kernel/decider.ts';
import { orderDecider } from './decider.ts';
import type { OrderCommand } from './commands.ts';
import type { OrderEvent } from './events.ts';
import {
  address,
  confirmed,
  id,
  line,
  NOW,
  orderId,
  paymentId,
  placed,
  shipped,
  delivered,
  vendors,
} from './spec-examples.ts';
import type { Order, OrderState } from './state.ts';
import { vendorPart, worthOfPart } from './vendor-part.ts';
import { orderView } from './view.ts';

const [first, second] = vendors;
const theirs = line(2, { vendorId: second, name: 'Bandhani', totalPaise: 33_333 });
const order = placed([line(1), theirs], { address, coins: 12, couponId: undefined, storeCreditPaise: 5_000 });
const running: readonly OrderEvent[] = [order, confirmed(order)];
const fold = (events: readonly OrderEvent[]): Order => events.reduce<OrderState>(orderDecider.evolve, undefined)!;
const run = (events: readonly OrderEvent[], ...commands: readonly OrderCommand[]): readonly OrderEvent[] =>
  commands.reduce<readonly OrderEvent[]>((log, command) => {
    const decided = orderDecider.decide(command, fold(log), NOW);
    if (isRejected(decided)) throw new Error(`${command.type}: ${decided.rejected}`);
    return [...log, ...decided];
  }, events);
const viewOf = (events: readonly OrderEvent[], vendorId: string) =>
  orderView(vendorPart(fold(events), [vendorId]), NOW);
const cancel = (lineIds?: string[]): OrderCommand => ({
  type: 'CancelOrder',
  data: { orderId, cancellationId: id(900), reason: 'changedMind', by: 'staff', ...(lineIds && { lineIds }) },
});
const refunded = (events: readonly OrderEvent[]): readonly OrderEvent[] => {
  const { refundedLines } = fold(events);
  return run(
    events,
    ...refundedLines.map(({ refundId }): OrderCommand => ({
      type: 'RecordOrderRefund',
      data: { orderId, refundId: refundId as never, amountPaise: 1, paymentId },
    })),
  );
};

describe('the part of a vendor', () => {
  it('has the money of its own lines, and nothing of fees, tenders, coins and the other vendor', () => {
    const view = viewOf(running, second);
    expect(view.totals).toMatchObject({
      subtotal: { amount: 100_000 },
      shipping: { amount: 0 },
      total: { amount: 33_333 },
      tax: { amount: 3_810 },
    });
    expect(view).toMatchObject({ tenders: [], coins: 0, couponId: null, address: { phone: '', city: address.city } });
    expect(view.subOrders.map(({ vendorId }) => vendorId)).toEqual([second]);
    expect(JSON.stringify(view)).not.toContain(line(1).lineId);
  });
  it('shows of a refund what its own pieces cost', () => {
    const log = refunded(run(running, cancel()));
    expect([viewOf(log, first), viewOf(log, second)].map(({ totals }) => totals.refunded.amount)).toEqual([
      80_001, 33_333,
    ]);
    expect(viewOf(log, second).cancellations).toMatchObject([{ refund: { amount: 33_333 } }]);
    const own = refunded(run(running, cancel([line(1).lineId])));
    expect([viewOf(own, second).cancellations, viewOf(own, second).totals.refunded.amount]).toEqual([[], 0]);
    expect(worthOfPart(vendorPart(fold(own), [first]))).toEqual({ totalPaise: 80_001, keptPaise: 0 });
  });
  it('has of a return over several vendors its own pieces', () => {
    const log = run([...running, shipped([1, 2]), delivered([1, 2])], {
      type: 'RequestReturn',
      data: {
        ...{ orderId, returnId: id(70), kind: 'refund', reason: 'wrongSize', imageIds: [], unboxingVideoId: id(90) },
        lines: [line(1), theirs].map(({ lineId }) => ({ lineId, quantity: 2 })),
      },
    });
    const advance = (status: 'approved' | 'receivedAtWarehouse'): OrderCommand => ({
      type: 'AdvanceReturn',
      data: { orderId, returnId: id(70), status },
    });
    const accept: OrderCommand = { type: 'AcceptReturn', data: { orderId, returnId: id(70), restock: true } };
    const accepted = refunded(run(log, advance('approved'), advance('receivedAtWarehouse'), accept));
    const [known] = viewOf(accepted, second).returns;
    expect(known).toMatchObject({ lines: [{ lineId: theirs.lineId }], refund: { amount: 33_333, coins: 0 } });
    expect(viewOf(accepted, second).totals.refunded.amount).toBe(33_333);
  });
  it('and the parts of the others are together the goods of the order', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(first, second), { minLength: 1, maxLength: 8 }), (owners) => {
        const lines = owners.map((vendorId, n) => line(n + 1, { vendorId, totalPaise: 70_000 + n }));
        const whole = fold([placed(lines)]);
        const parts = [...new Set(owners)].map((vendorId) => worthOfPart(vendorPart(whole, [vendorId])).totalPaise);
        expect(parts.reduce((sum, paise) => sum + paise, 0)).toBe(whole.totalPaise - whole.shippingPaise);
      }),
    ));
});
