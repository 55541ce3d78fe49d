import fc from 'fast-check';
import { expect, it } from 'vitest';
import { orderDecider } from '../domains/order/decider.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import { confirmed, id, line, NOW, orderId, placed, vendors } from '../domains/order/spec-examples.ts';
import type { OrderState } from '../domains/order/state.ts';
import type { OrderCommand } from '../domains/order/commands.ts';
import { isRejected } from '../domains/kernel/decider.ts';
import { coinsEarned } from '../domains/pricing/index.ts';
import type { WalletCommand } from '../domains/wallet/commands.ts';
import { coinEarning, type CoinEarning } from './coin-earning.ts';
import { refundOrder } from './refund-order.ts';

/** A line as it was bought, pieces that leave it before it is shipped, and returns of it afterwards. */
const bought = fc.record({
  quantity: fc.integer({ min: 1, max: 6 }),
  totalPaise: fc.integer({ min: 1, max: 500_000 }),
  basisPoints: fc.constantFrom<number[]>(0, 700, 1_000, 2_500),
  bonus: fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined }),
  leaves: fc.nat(5),
});
const steps = fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 3 })), { maxLength: 12 });
type Bought = typeof bought extends fc.Arbitrary<infer T> ? T : never;

const lineOf = ({ quantity, totalPaise, basisPoints, bonus }: Bought, n: number) =>
  line(n + 1, {
    ...{ quantity, totalPaise, couponDiscountPaise: 0, coinDiscountPaise: 0, subtotalPaise: totalPaise, taxPaise: 0 },
    earning: {
      basisPoints,
      ...(bonus === undefined ? {} : { bonus: { ruleId: id(40 + n), name: 'Festive', coins: bonus, reserved: true } }),
    },
  });

const RETURN_STEPS = ['approved', 'receivedAtWarehouse'] as const;

/** An order with everything that happened to it, and what the processes of its coins made of that. */
class Story {
  readonly events: OrderEvent[] = [];
  readonly sent: WalletCommand[] = [];
  readonly budgetBack = new Map<string, number>();
  #state: CoinEarning = coinEarning.initial;
  #order: OrderState;

  take(...events: readonly OrderEvent[]): void {
    for (const event of events) {
      this.events.push(event);
      this.#order = orderDecider.evolve(this.#order, event);
      if (event.type === 'OrderDelivered' || event.type === 'ReturnAccepted') {
        const step = coinEarning.step(this.#state, event, NOW);
        this.#state = step.state ?? this.#state;
        this.sent.push(...(step.send ?? []));
      }
      if (event.type === 'ReturnAccepted' || event.type === 'OrderEdited')
        for (const command of refundOrder.step(refundOrder.initial, event, NOW).send ?? [])
          if (command.type === 'ReleaseBonus')
            this.budgetBack.set(
              command.data.ruleId,
              (this.budgetBack.get(command.data.ruleId) ?? 0) + command.data.coins!,
            );
    }
  }
  /** False when the order refused one of them. */
  ask(...commands: readonly OrderCommand[]): boolean {
    for (const command of commands) {
      const decided = orderDecider.decide(command, this.#order, NOW);
      if (isRejected(decided)) return false;
      this.take(...decided);
    }
    return true;
  }
  /** Coins that were granted and not taken back. */
  get coins(): number {
    return this.sent.reduce((sum, { type, data }) => {
      if (type === 'GrantCoins') return sum + data.coins;
      return type === 'RevokeCoins' ? sum - data.coins : sum;
    }, 0);
  }
  get lines() {
    return this.#order!.lines;
  }
}

const leave = (story: Story, lines: readonly Bought[]): void =>
  lines.forEach(({ leaves }, n) => {
    if (leaves === 0) return;
    const [editId, editPaymentId] = [id(700 + n), id(720 + n)] as [string, never];
    const removed = [{ lineId: id(101 + n), quantity: leaves }];
    const data = { orderId, editId, removed, added: [], editPaymentId, expiresAt: NOW };
    story.ask({ type: 'RequestOrderEdit', data }, { type: 'ApplyOrderEdit', data: { orderId, editId } });
  });

const giveBack = (story: Story, n: number, lineId: string, quantity: number): boolean => {
  const returnId = id(500 + n);
  const asked = { kind: 'refund' as const, reason: 'wrongSize' as const, imageIds: [], unboxingVideoId: id(90) };
  return story.ask(
    { type: 'RequestReturn', data: { orderId, returnId, ...asked, lines: [{ lineId, quantity }] } },
    ...RETURN_STEPS.map((status) => ({ type: 'AdvanceReturn' as const, data: { orderId, returnId, status } })),
    { type: 'AcceptReturn', data: { orderId, returnId, restock: true } },
  );
};

it('any sequence of partial returns takes back exactly what was earned for those pieces', () => {
  fc.assert(
    fc.property(fc.array(bought, { minLength: 1, maxLength: 3 }), steps, (lines, returns) => {
      const story = new Story();
      const order = placed(lines.map(lineOf));
      story.take(order, confirmed(order));
      leave(story, lines);
      const ids = story.lines.filter(({ status }) => status === 'confirmed').map(({ lineId }) => lineId);
      const parcel = { orderId, shipmentId: id(60), vendorId: vendors[0], lineIds: ids };
      const shipped = story.ask(
        { type: 'ShipOrder', data: { ...parcel, courier: 'Delhivery', trackingNumber: 'AWB1' } },
        { type: 'DeliverOrder', data: { orderId, shipmentId: id(60) } },
      );
      expect(shipped).toBe(true);
      const earnedFirst = story.coins;
      returns.forEach(([at, quantity], n) => {
        const before = story.coins;
        if (giveBack(story, n, id(101 + at), quantity)) expect(story.coins).toBeLessThanOrEqual(before);
        expect(story.coins).toBeGreaterThanOrEqual(0);
      });
      const taken = story.sent.flatMap(({ type, data }) => (type === 'RevokeCoins' ? [data.coins] : []));
      expect(earnedFirst - taken.reduce((sum, coins) => sum + coins, 0)).toBe(story.coins);
      const back = ids.every((lineId, n) => {
        const one = story.lines.find((candidate) => candidate.lineId === lineId)!;
        const left = one.quantity - one.cancelledQuantity - one.returnedQuantity;
        return left === 0 || giveBack(story, 100 + n, lineId, left);
      });
      expect(back).toBe(true);
      expect(story.coins).toBe(0);
      lines.forEach(({ bonus }, n) => {
        const gone = story.lines[n]!.status !== 'confirmed';
        if (gone) expect(story.budgetBack.get(id(40 + n)) ?? 0).toBe(bonus ?? 0);
      });
    }),
    { numRuns: 200 },
  );
});

it('a line whose pieces all stay earns what its rate and its rule said when it was bought', () => {
  const story = new Story();
  const lines = [
    { quantity: 3, totalPaise: 99_900, basisPoints: 700, bonus: 31, leaves: 0 },
    { quantity: 1, totalPaise: 44_400, basisPoints: 2_500, bonus: undefined, leaves: 0 },
  ];
  const order = placed(lines.map(lineOf));
  story.take(order, confirmed(order));
  const parcel = { orderId, shipmentId: id(60), vendorId: vendors[0] };
  story.ask(
    { type: 'ShipOrder', data: { ...parcel, courier: 'Delhivery', trackingNumber: 'AWB1' } },
    { type: 'DeliverOrder', data: { orderId, shipmentId: id(60) } },
  );
  const kept = lines.map(({ bonus = 0, ...each }) => ({ ...each, bonusCoins: bonus }));
  expect(story.coins).toBe(coinsEarned(kept));
  expect(story.coins).toBe(Math.round((99_900 * 0.07 + 44_400 * 0.25) / 100) + 31);
  // One of three pieces: a third of the goods, and ten of the 31 coins.
  giveBack(story, 1, id(101), 1);
  expect(story.coins).toBe(Math.round((66_600 * 0.07 + 44_400 * 0.25) / 100) + 21);
});
