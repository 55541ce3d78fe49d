import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RefundId } from '../../event-schemas/primitives.ts';
import { instantAfter } from '../kernel/calendar.ts';
import { isRejected } from '../kernel/decider.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { deciderSpec } from '../kernel/spec.ts';
import { orderPolicy } from '../policy/order.ts';
import type { OrderCommand } from './commands.ts';
import { orderDecider } from './decider.ts';
import type { OrderEvent } from './events.ts';
import type { ReturnStatus } from './return-events.ts';
import { confirmed, delivered, id, line, NOW, orderId, placed, shipped } from './spec-examples.ts';
import type { OrderState } from './state.ts';

const given = deciderSpec(orderDecider, NOW);
const order = placed([line(1), line(2)]);
const running = [order, confirmed(order)];
const fold = (...events: readonly OrderEvent[]): OrderState => events.reduce(orderDecider.evolve, undefined);

describe('returns', () => {
  const there = [...running, shipped([1, 2]), delivered([1, 2])];
  const ask = (n: number, quantity: number, change: object = {}): OrderCommand => ({
    type: 'RequestReturn',
    data: {
      ...{ orderId, returnId: id(n), kind: 'refund', reason: 'wrongSize', imageIds: [], unboxingVideoId: id(90) },
      lines: [{ lineId: id(101), quantity }],
      ...change,
    },
  });
  const run = (events: readonly OrderEvent[], ...commands: readonly OrderCommand[]): readonly OrderEvent[] =>
    commands.reduce<readonly OrderEvent[]>((log, command) => {
      const decided = orderDecider.decide(command, fold(...log), NOW);
      if (isRejected(decided)) throw new Error(`${command.type}: ${decided.rejected}`);
      return [...log, ...decided];
    }, events);
  const advance = (n: number, status: ReturnStatus): OrderCommand => ({
    type: 'AdvanceReturn',
    data: { orderId, returnId: id(n), status },
  });
  const accept = (n: number): OrderCommand => ({
    type: 'AcceptReturn',
    data: { orderId, returnId: id(n), restock: true },
  });
  /** The replacement is booked, and sent. */
  const sent = (n: number): OrderCommand[] => [advance(n, 'replacementPreparing'), advance(n, 'completed')];
  const received = (n: number): OrderCommand[] => [advance(n, 'approved'), advance(n, 'receivedAtWarehouse')];

  it('are for delivered, returnable pieces, for a week', () => {
    given(...running, shipped([1]))
      .when(ask(70, 1))
      .rejects('NotDelivered');
    given(...there)
      .when(ask(70, 3))
      .rejects('TooManyReturned');
    given(...there)
      .when(ask(70, 1, { lines: [{ lineId: id(999), quantity: 1 }] }))
      .rejects('OrderLineNotFound');
    const final = placed([line(1, { returnable: false })]);
    given(final, confirmed(final), shipped([1]), delivered([1]))
      .when(ask(70, 1))
      .rejects('NotReturnable');
    const late = instantAfter(NOW, orderPolicy.returnWindowMs.value);
    expect(orderDecider.decide(ask(70, 1), fold(...there), late)).toMatchObject({ rejected: 'ReturnWindowClosed' });
    expect(orderDecider.decide(ask(70, 1), fold(...there), instantAfter(late, -1))).toHaveLength(1);
  });
  it('of pieces that are on their way back are not asked for twice', () => {
    const log = run(there, ask(70, 1));
    given(...log)
      .when(ask(71, 2))
      .rejects('TooManyReturned');
    given(...log)
      .when(ask(70, 1, { unboxingVideoId: id(91) }))
      .rejects('ReturnIdTaken');
    given(...run(log, { type: 'CancelReturn', data: { orderId, returnId: id(70) } }))
      .when(accept(70))
      .rejects('ReturnStatusNotAllowed');
  });
  it('go forward only, and money is owed once the goods are there', () => {
    given(...run(there, ask(70, 1)))
      .when(accept(70))
      .rejects('ReturnStatusNotAllowed');
    const log = run(there, ask(70, 1), ...received(70));
    given(...log)
      .when(advance(70, 'pickedUp'))
      .rejects('ReturnStatusNotAllowed');
    given(...log)
      .when(advance(70, 'completed'))
      .rejects('ReturnStatusNotAllowed');
    const done = run(log, accept(70));
    expect(done.at(-1)).toMatchObject({
      type: 'ReturnAccepted',
      data: { refundPaise: 40_000, coins: 50, whole: false },
    });
    const refundId = RefundId.parse(derivedId('refund', orderId, id(70)));
    const paid = run(done, { type: 'RecordOrderRefund', data: { orderId, refundId, amountPaise: 40_000 } });
    expect(fold(...paid)!.returns[0]!.status).toBe('completed');
  });
  it('for a replacement owe no money, unless there is none to send', () => {
    const log = run(there, ask(70, 1, { kind: 'replacement' }), ...received(70), accept(70));
    expect(log.at(-1)).toMatchObject({ type: 'ReturnAccepted', data: { kind: 'replacement', refundPaise: 0 } });
    const refund = run(log, { type: 'RefundInstead', data: { orderId, returnId: id(70) } });
    expect(refund.at(-1)).toMatchObject({ type: 'ReturnAccepted', data: { kind: 'refund', refundPaise: 40_000 } });
    given(...run(log, advance(70, 'replacementPreparing')))
      .when({ type: 'RefundInstead', data: { orderId, returnId: id(70) } })
      .rejects('ReturnStatusNotAllowed');
    const all = ['replacementPreparing', 'replacementShipped', 'replacementDelivered', 'completed'] as const;
    expect(fold(...run(log, ...all.map((status) => advance(70, status))))!.returns[0]!.status).toBe('completed');
  });
  it('of a piece that was exchanged give back the piece that was sent, to the booking of the exchange', () => {
    const swap = (n: number, variant: number): OrderCommand =>
      ask(n, 1, { kind: 'replacement', lines: [{ lineId: id(101), quantity: 1, wantedVariantId: id(variant) }] });
    const swapped = (n: number): OrderCommand[] => [...received(n), accept(n), ...sent(n)];
    const twice = run(there, swap(70, 301), ...swapped(70), swap(71, 302), ...received(71), accept(71));
    expect(twice.at(-1)).toMatchObject({ data: { lines: [{ variantId: id(301), bookingId: id(70) }] } });
    const both = run(twice, ...sent(71), ask(72, 1), ...received(72), accept(72));
    expect(both.at(-1)).toMatchObject({ data: { lines: [{ variantId: id(302), bookingId: id(71) }] } });
    const rest = run(both, ask(73, 1), ...received(73), accept(73)).at(-1);
    expect(rest).toMatchObject({ type: 'ReturnAccepted', data: { lines: [{ variantId: line(1).variantId }] } });
    expect(rest).not.toHaveProperty('data.lines.0.bookingId');
  });
  it('of more pieces than were exchanged come back in parts, each to its own booking', () => {
    const swap = ask(70, 1, {
      kind: 'replacement',
      lines: [{ lineId: id(101), quantity: 1, wantedVariantId: id(301) }],
    });
    const both = run(there, swap, ...received(70), accept(70), ...sent(70), ask(71, 2), ...received(71), accept(71));
    const bought = line(1).variantId;
    expect(both.at(-1)).toMatchObject({
      type: 'ReturnAccepted',
      data: {
        lines: [
          {
            quantity: 2,
            parts: [
              { variantId: id(301), quantity: 1, bookingId: id(70) },
              { variantId: bought, quantity: 1 },
            ],
          },
        ],
      },
    });
  });
  it('for a replacement wait for its stock before it can be sent', () => {
    const log = run(there, ask(70, 1, { kind: 'replacement' }), ...received(70), accept(70));
    for (const status of ['replacementShipped', 'completed'] as const)
      given(...log)
        .when(advance(70, status))
        .rejects('ReturnStatusNotAllowed');
  });
  it('that are paid because nothing could be sent go back to stock as they would have', () => {
    const log = run(there, ask(70, 1, { kind: 'replacement' }), ...received(70), accept(70));
    const refund = run(log, { type: 'RefundInstead', data: { orderId, returnId: id(70) } });
    expect(refund.at(-1)).toMatchObject({ type: 'ReturnAccepted', data: { kind: 'refund', restock: true } });
  });
  it('of anything, in any order, pay back exactly what the goods cost, and the fees when it is our fault', () =>
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 1, 2, 2], { minLength: 4 }), fc.boolean(), (pieces, ours) => {
        const reason = ours ? 'defective' : 'changedMind';
        const log = pieces.reduce<readonly OrderEvent[]>((events, n, index) => {
          const lines = [{ lineId: id(100 + n), quantity: 1 }];
          return run(events, ask(70 + index, 1, { lines, reason }), ...received(70 + index), accept(70 + index));
        }, there);
        const paise = log.reduce(
          (sum, { type, data }) => (type === 'ReturnAccepted' ? sum + data.refundPaise : sum),
          0,
        );
        expect(paise).toBe(order.data.totalPaise - (ours ? 0 : order.data.shippingPaise));
      }),
    ));
});
