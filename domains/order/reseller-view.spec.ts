import { expect, it } from 'vitest';
import { shares } from './facts.ts';
import { resellerView } from './reseller-view.ts';
import { confirmed, line, placed, userId } from './spec-examples.ts';
import { evolveOrder, type Order, type OrderState } from './state.ts';

const resold = placed([line(1, { quantity: 3, marginPaise: 10_000 }), line(2)], { resellerId: userId });
const order = [resold, confirmed(resold)].reduce<OrderState>(evolveOrder, undefined) as Order;
const [first] = order.lines;
const left = (count: number): Order => ({ ...order, lines: [{ ...first!, cancelledQuantity: 3 - count }] });

it('says what the goods cost, what the reseller asked and what she earns of what is left', () => {
  expect(resellerView(order)).toMatchObject({
    cost: { amount: 240_000 },
    asked: { amount: 250_000 },
    margin: { amount: 10_000 },
  });
  expect(resellerView(left(1))).toMatchObject({ asked: { amount: 50_000 }, margin: { amount: 3_333 } });
  expect(resellerView(left(0))).toMatchObject({ asked: { amount: 0 }, margin: { amount: 0 } });
  expect(resellerView({ ...order, resellerId: undefined })).toBeNull();
});

it('divides a margin over the pieces so that all parts sum to the whole', () => {
  const parts = [3, 2, 1].map((kept) => shares(left(kept), [{ lineId: first!.lineId, quantity: 1 }])[0]!.marginPaise);
  expect(parts).toEqual([3_333, 3_333, 3_334]);
  expect(shares(order, [{ lineId: order.lines[1]!.lineId, quantity: 1 }])[0]).not.toHaveProperty('marginPaise');
});
