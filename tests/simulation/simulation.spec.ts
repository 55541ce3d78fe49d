import { expect, it } from 'vitest';
import { couponDecider } from '../../domains/coupon/decider.ts';
import { inventoryDecider } from '../../domains/inventory/decider.ts';
import type { CouponCommand } from '../../domains/coupon/commands.ts';
import type { CouponEvent } from '../../domains/coupon/events.ts';
import { InvariantMonitor } from './invariants.ts';
import { LedgerMonitor } from './ledger-monitor.ts';
import { simulate } from './simulate.ts';
import { SpillingLog } from './spilling-log.ts';

/** More seeds in CI than on a desk; any seed can be run alone with `npm run simulate -- --seed N --checkouts 40`. */
const SEEDS = process.env['CI'] === 'true' ? 300 : 40;
const CHECKOUTS = 40;
const BATCH = 20;

for (let first = 1; first <= SEEDS; first += BATCH)
  it(`keeps every invariant under seeds ${first} to ${first + BATCH - 1}`, async () => {
    let orders = 0;
    for (let seed = first; seed < first + BATCH; seed += 1) {
      const { violations, confirmed, faults, waited } = await simulate({ seed, checkouts: CHECKOUTS });
      expect(violations, `seed ${seed}`).toEqual([]);
      expect(confirmed, `seed ${seed} must not keep the invariants by selling nothing`).toBeGreaterThan(0);
      expect(faults, `seed ${seed} must meet faults`).toBeGreaterThan(0);
      orders += waited;
    }
    expect(orders, 'orders that wait for goods').toBeGreaterThan(0);
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

it('notices coins and discounts that the ledger counts in another way than their streams', () => {
  const ledger = new LedgerMonitor();
  const wallet = { lots: [{ grantId: id(1), coins: 3, availableAt: '2026-01-01T00:00:00.000Z' }], holds: [] };
  const granted = recorded(`wallet-${id(9)}`, 'CoinsGranted', { userId: id(9), coins: 3 }, 0);
  expect(ledger.observe(granted, wallet)).toBeUndefined();
  const expired = recorded(`wallet-${id(9)}`, 'CoinsExpired', { userId: id(9), coins: 1 }, 1);
  expect(ledger.observe(expired, wallet)).toBe('the ledger has other coins than the wallet');
  const use = { couponId: id(2), orderId: id(3), userId: id(9), discountPaise: 100, extends: false };
  const reserved = recorded(`coupon-${id(2)}`, 'CouponReserved', use, 0);
  expect(ledger.observe(reserved, { discountPaise: 100 })).toBeUndefined();
  expect(ledger.observe(reserved, { discountPaise: 100 })).toBe('the ledger counts 200 of a budget used by 100');
});

it('notices store credit that the ledger owes in another way than its stream', () => {
  const ledger = new LedgerMonitor();
  const data = { userId: id(9), amountPaise: 300, reason: 'giftCard' };
  const granted = recorded(`storeCredit-${id(9)}`, 'StoreCreditGranted', data, 0);
  expect(ledger.observe(granted, { freePaise: 300, holds: [] })).toBeUndefined();
  const held = recorded(`storeCredit-${id(9)}`, 'StoreCreditHeld', { ...data, orderId: id(3) }, 1);
  const hold = { orderId: id(3), amountPaise: 200 };
  expect(ledger.observe(held, { freePaise: 0, holds: [hold] })).toBe('the ledger holds other credit than the stream');
  expect(ledger.observe(granted, { freePaise: 0, holds: [] })).toBe('the ledger owes other credit than the stream');
});

it('keeps the contract of the log when old events lie in a file', async () => {
  const log = new SpillingLog();
  const append = (n: number, expected: bigint) =>
    log.append(`cart-${n % 7}`, expected, [
      { type: 'Made', data: { n }, eventId: id(n), metadata: recorded('', '', {}, n).metadata },
    ]);
  const COUNT = 50_500;
  for (let n = 0; n < COUNT; n += 1) await append(n, BigInt(Math.floor(n / 7)) - 1n);
  const events = await log.readStream('cart-3', 2n);
  expect(events).toHaveLength(Math.ceil((COUNT - 3) / 7) - 2);
  expect(events[0]).toMatchObject({ data: { n: 17 }, revision: 2n, position: 17n });
  expect(() => log.at(0)).toThrow('not in memory');
  expect(await append(17, 1n)).toMatchObject({ outcome: 'appended', revision: 2n, position: 17n });
  expect(await append(18, 1n)).toMatchObject({ outcome: 'appended' });
  expect(await log.append('cart-3', 1n, [{ ...events[1]! }])).toEqual({ outcome: 'conflict' });
  log.close();
});
