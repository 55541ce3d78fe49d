import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PaymentId, RefundId } from '../../event-schemas/primitives.ts';
import { isRejected } from '../kernel/decider.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { deciderSpec } from '../kernel/spec.ts';
import type { OrderCommand } from './commands.ts';
import { orderDecider } from './decider.ts';
import type { OrderEvent } from './events.ts';
import type { LineQuantity } from './lines.ts';
import { address, confirmed, id, line, NOW, orderId, paymentId, placed, vendors } from './spec-examples.ts';
import type { Order, OrderState } from './state.ts';
import { tendersOf } from './tender-view.ts';

const given = deciderSpec(orderDecider, NOW);
const fold = (events: readonly OrderEvent[]): Order => events.reduce<OrderState>(orderDecider.evolve, undefined)!;
const lines = [line(1), line(2)];
const total = placed(lines).data.totalPaise;
const paidWith = (storeCreditPaise: number, change: Parameters<typeof placed>[1] = {}) => {
  const order = placed(lines, { storeCreditPaise, ...change });
  return { order, running: [order, confirmed(order)] };
};
const cancel = (n: number, lineIds?: string[]): OrderCommand => ({
  type: 'CancelOrder',
  data: {
    ...{ orderId, cancellationId: id(n), reason: 'changedMind', by: 'customer' },
    ...(lineIds && { lineIds }),
  },
});

describe('an order that store credit pays', () => {
  it('is placed with at most its total, and with cash only when something is left for it', () => {
    const place = (storeCreditPaise: number, paymentMethod: 'PREPAID' | 'COD' = 'PREPAID'): OrderCommand => ({
      type: 'PlaceOrder',
      data: { ...placed(lines, { storeCreditPaise, paymentMethod }).data, address },
    });
    const placedWith = (paise: number): OrderEvent => placed(lines, { storeCreditPaise: paise });
    given().when(place(total)).then(placedWith(total));
    given()
      .when(place(total + 1))
      .rejects('InvalidOrderTotals');
    given()
      .when(place(total - 1, 'COD'))
      .then(placed(lines, { storeCreditPaise: total - 1, paymentMethod: 'COD' }));
    given().when(place(total, 'COD')).rejects('InvalidOrderTotals');
  });
  it('gives back to the payment first, then to store credit', () => {
    const { running } = paidWith(total - 50_000);
    const refundOf = (n: number) => RefundId.parse(derivedId('refund', orderId, id(n)));
    const creditId = RefundId.parse(derivedId(refundOf(90), 'store credit'));
    const first = orderDecider.decide(cancel(90, [id(101)]), fold(running), NOW);
    expect(first).toMatchObject([
      {
        data: {
          refundPaise: 80_001,
          refunds: [{ paymentId, refundId: refundOf(90), amountPaise: 50_000 }],
          creditRefund: { refundId: creditId, amountPaise: 30_001, spentAt: NOW },
        },
      },
    ]);
    const after = fold([...running, ...(first as OrderEvent[])]);
    expect(orderDecider.decide(cancel(91), after, NOW)).toMatchObject([
      { data: { refunds: [], creditRefund: { refundId: refundOf(91), amountPaise: total - 80_001 } } },
    ]);
    expect(tendersOf(after)).toMatchObject([
      { tender: 'gateway', paymentId, amount: { amount: 50_000 }, givenBack: { amount: 50_000 } },
      { tender: 'storeCredit', amount: { amount: total - 50_000 }, givenBack: { amount: 30_001 } },
    ]);
  });
  it('needs no payment when credit pays for everything, and gives nothing back to one', () => {
    const { running } = paidWith(total);
    const state = fold(running);
    expect(tendersOf(state)).toMatchObject([{ tender: 'storeCredit', paymentId: null, amount: { amount: total } }]);
    expect(orderDecider.decide(cancel(90), state, NOW)).toMatchObject([
      { data: { refundPaise: total, refunds: [], creditRefund: { amountPaise: total } } },
    ]);
  });
  it('knows nothing of store credit where none was used', () => {
    const plain = placed(lines);
    const state = fold([plain, confirmed(plain)]);
    const [event] = orderDecider.decide(cancel(90), state, NOW) as OrderEvent[];
    expect(event?.data).not.toHaveProperty('creditRefund');
    expect(event?.data).not.toHaveProperty('refunds');
  });
});

type Refunding = Extract<
  OrderEvent,
  { type: 'OrderCancelled' | 'OrderReturnedToOrigin' | 'ReturnAccepted' | 'OrderEdited' }
>['data'];
const refundsOf = (events: readonly OrderEvent[]): Refunding[] =>
  events.flatMap((event) => ('refundPaise' in event.data ? [event.data] : []));

/** An order that runs; what is refused changes nothing. */
const runner = (events: readonly OrderEvent[]) => {
  let state = fold(events);
  let paidPaise = total;
  let givenPaise = 0;
  const run = (command: OrderCommand): void => {
    const decision = orderDecider.decide(command, state, NOW);
    if (isRejected(decision)) return;
    state = decision.reduce<OrderState>(orderDecider.evolve, state)!;
    for (const { type, data } of decision)
      if (type === 'OrderEdited') paidPaise += Math.max(0, data.addedPaise - data.removedPaise);
      else if (type === 'OrderPrepaid') paidPaise -= data.savedPaise;
    for (const { refundPaise, refunds, creditRefund } of refundsOf(decision)) {
      const parts = [...(refunds ?? []), ...(creditRefund === undefined ? [] : [creditRefund])];
      const whole = refunds === undefined && creditRefund === undefined;
      expect(whole ? refundPaise : parts.reduce((sum, { amountPaise }) => sum + amountPaise, 0)).toBe(refundPaise);
      expect(new Set(parts.map(({ refundId }) => refundId)).size).toBe(parts.length);
      givenPaise += refundPaise;
    }
    for (const tender of [...state.funds, state.storeCredit])
      expect(tender.givenPaise).toBeLessThanOrEqual(tender.paidPaise);
  };
  return { run, state: () => state, sums: () => ({ paidPaise, givenPaise }) };
};
type Running = ReturnType<typeof runner>;

const dear = line(9, { couponDiscountPaise: 0, coinDiscountPaise: 0, totalPaise: 100_000 });
const edit = ({ run }: Running, n: number, removed: readonly Pick<LineQuantity, 'lineId' | 'quantity'>[]): void => {
  const editId = id(600 + n);
  const added = n % 2 === 0 ? [{ ...dear, lineId: id(700 + n) }] : [];
  const data = { orderId, editId, removed: [...removed], added, editPaymentId: PaymentId.parse(id(800 + n)) };
  run({ type: 'RequestOrderEdit', data: { ...data, expiresAt: '2026-01-10T10:30:00.000Z' } });
  run({ type: 'ApplyOrderEdit', data: { orderId, editId } });
};
const payNow = ({ run }: Running, n: number): void => {
  const asked = { editId: id(650 + n), editPaymentId: PaymentId.parse(id(850 + n)) };
  run({ type: 'RequestPayNow', data: { orderId, ...asked, expiresAt: '2026-01-10T10:30:00.000Z' } });
  run({ type: 'ApplyOrderEdit', data: { orderId, editId: asked.editId } });
};
const sendBack = ({ run }: Running, n: number, lineId: string): void => {
  const returnId = id(900 + n);
  const evidence = { imageIds: [], unboxingVideoId: id(90) };
  const data = { orderId, returnId, kind: 'refund', reason: 'defective', lines: [{ lineId, quantity: 1 }] } as const;
  run({ type: 'RequestReturn', data: { ...data, ...evidence, lines: [...data.lines] } });
  run({ type: 'AdvanceReturn', data: { orderId, returnId, status: 'approved' } });
  run({ type: 'AdvanceReturn', data: { orderId, returnId, status: 'receivedAtWarehouse' } });
  run({ type: 'AcceptReturn', data: { orderId, returnId, restock: true } });
};
const ENDS = ['cancelled', 'returnedToOrigin', 'returned'] as const;
/** Whatever is left of the order comes back. */
const giveUp = (running: Running, end: (typeof ENDS)[number]): void => {
  const { run, state } = running;
  if (end === 'cancelled') {
    run(cancel(99));
    return;
  }
  const shipmentId = id(60);
  const parcel = { shipmentId, vendorId: vendors[0], courier: 'Delhivery', trackingNumber: 'AWB1' };
  run({ type: 'ShipOrder', data: { orderId, ...parcel } });
  if (end === 'returnedToOrigin')
    run({ type: 'ReturnOrderToOrigin', data: { orderId, shipmentId, reason: 'refused' } });
  else run({ type: 'DeliverOrder', data: { orderId, shipmentId } });
  // Of what came home nothing can be returned any more.
  const pieces = state().lines.flatMap(({ lineId, quantity }) => Array.from({ length: quantity }, () => lineId));
  for (const [n, lineId] of pieces.entries()) sendBack(running, n, lineId);
};

describe('refunds of any sequence of edits, cancellations, payments instead of cash, parcels that come home and returns', () => {
  const step = fc.record({
    act: fc.constantFrom('edit', 'cancel', 'payNow'),
    lineNumber: fc.constantFrom(1, 2),
    quantity: fc.integer({ min: 1, max: 2 }),
  });
  it('give back exactly what each tender brought, and never more on the way', () =>
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 4 }),
        fc.oneof(fc.constantFrom(0, 1, total - 1), fc.integer({ min: 0, max: total - 1 })),
        fc.constantFrom('PREPAID', 'COD'),
        fc.constantFrom(...ENDS),
        (steps, storeCreditPaise, paymentMethod, end) => {
          const running = runner(paidWith(storeCreditPaise, { paymentMethod }).running);
          for (const [n, { act, lineNumber, quantity }] of steps.entries())
            if (act === 'edit') edit(running, n, [{ lineId: id(100 + lineNumber), quantity }]);
            else if (act === 'payNow') payNow(running, n);
            else running.run(cancel(200 + n, [id(100 + lineNumber)]));
          giveUp(running, end);
          const { paidPaise, givenPaise } = running.sums();
          const { funds, storeCredit } = running.state();
          expect(givenPaise).toBe(paidPaise);
          for (const tender of [...funds, storeCredit]) expect(tender.givenPaise).toBe(tender.paidPaise);
        },
      ),
    ));
});
