import { expect, it } from 'vitest';
import { couponDecider } from '../../domains/coupon/decider.ts';
import { inventoryDecider } from '../../domains/inventory/decider.ts';
import type { CouponCommand } from '../../domains/coupon/commands.ts';
import type { CouponEvent } from '../../domains/coupon/events.ts';
import { InvariantMonitor } from './invariants.ts';
import { simulate } from './simulate.ts';

/** More seeds in CI than on a desk; any seed can be run alone with `npm run simulate -- --seed N --checkouts 40`. */
const SEEDS = process.env['CI'] === 'true' ? 300 : 40;
const CHECKOUTS = 40;
const BATCH = 20;

for (let first = 1; first <= SEEDS; first += BATCH)
  it(`keeps every invariant under seeds ${first} to ${first + BATCH - 1}`, async () => {
    for (let seed = first; seed < first + BATCH; seed += 1) {
      const { violations, confirmed, faults } = await simulate({ seed, checkouts: CHECKOUTS });
      expect(violations, `seed ${seed}`).toEqual([]);
      expect(confirmed, `seed ${seed} must not keep the invariants by selling nothing`).toBeGreaterThan(0);
      expect(faults, `seed ${seed} must meet faults`).toBeGreaterThan(0);
    }
  });

it('replays a seed event for event', async () => {
  const [first, second, other] = [
    await simulate({ seed: 7, checkouts: CHECKOUTS }),
    await simulate({ seed: 7, checkouts: CHECKOUTS }),
    await simulate({ seed: 8, checkouts: CHECKOUTS }),
  ];
  expect(second).toEqual(first);
  expect(other.digest).not.toBe(first.digest);
});

const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const recorded = (stream: string, type: string, data: object, revision: number) => ({
  type,
  data,
  stream,
  eventId: id(revision + 100),
  revision: BigInt(revision),
  position: BigInt(revision),
  metadata: {
    correlationId: id(1),
    causationId: id(revision),
    actor: 'test',
    schemaVersion: 1,
    recordedAt: '2026-01-01T00:00:00.000Z',
  },
});

it('notices a coupon that is used more often than it may be', () => {
  const terms = {
    description: '',
    discount: { type: 'fixed', amountPaise: 100 },
    exclusive: false,
    active: true,
    automatic: false,
    priority: 0,
    usesMax: 1,
  };
  const created: CouponCommand = { type: 'CreateCoupon', data: { couponId: id(2), code: 'ONCE', terms } as never };
  const [event] = couponDecider.decide(
    created,
    couponDecider.initial,
    '2026-01-01T00:00:00.000Z',
  ) as readonly CouponEvent[];
  const use = (order: number) => ({
    couponId: id(2),
    orderId: id(order),
    userId: id(order),
    discountPaise: 100,
    reservedAt: '2026-01-01T00:00:00.000Z',
    expiresAt: '2026-01-02T00:00:00.000Z',
  });
  const monitor = new InvariantMonitor([
    { category: 'coupon', events: {}, commands: {}, streamId: () => '', decider: couponDecider },
  ]);
  const stream = `coupon-${id(2)}`;
  const log = [recorded(stream, event!.type, event!.data, 0), recorded(stream, 'CouponReserved', use(3), 1)];
  monitor.observe(log);
  expect(monitor.violations).toEqual([]);
  monitor.observe([...log, recorded(stream, 'CouponReserved', use(4), 2)]);
  expect(monitor.violations).toMatchObject([{ position: 2, rule: '2 uses of 1' }]);
});

it('notices stock that is held twice', () => {
  const monitor = new InvariantMonitor([
    { category: 'inventory', events: {}, commands: {}, streamId: () => '', decider: inventoryDecider },
  ]);
  const stream = `inventory-${id(5)}`;
  const lines = [{ variantId: id(6), quantity: 1 }];
  const held = (order: number) => ({
    productId: id(5),
    orderId: id(order),
    lines,
    expiresAt: '2026-01-02T00:00:00.000Z',
  });
  monitor.observe([
    recorded(stream, 'StockReceived', { productId: id(5), receiptId: id(7), warehouseId: 'main', lines }, 0),
    recorded(stream, 'StockHeld', held(8), 1),
    recorded(stream, 'StockHeld', held(9), 2),
  ]);
  expect(monitor.violations).toMatchObject([{ position: 2 }]);
});
