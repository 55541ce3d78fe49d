import { Map } from 'immutable';
import { describe, expect, it } from 'vitest';
import type { AnyAggregate } from '../../domains/kernel/aggregate.ts';
import { emptyInventory } from '../../domains/inventory/stock.ts';
import { atRest, type RestingWorld } from './at-rest.ts';
import { InvariantMonitor } from './invariants.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-02T00:00:00.000Z';
const metadata = { correlationId: 'c', causationId: 'c', actor: 'test', schemaVersion: 1, recordedAt: NOW };

/** A stream whose state is what its only event says: a state that the real decider would never come to. */
const planted = (category: string): AnyAggregate =>
  ({ category, decider: { initial: undefined, evolve: (_: unknown, { data }: { data: unknown }) => data } }) as never;
const CATEGORIES = ['inventory', 'coupon', 'wallet', 'storeCredit', 'payment', 'order', 'earningRule'];
type Planted = { readonly stream: string; readonly state: object; readonly type?: string };

const watched = (...states: readonly Planted[]): InvariantMonitor => {
  const monitor = new InvariantMonitor(CATEGORIES.map(planted));
  monitor.observe(
    states.map(({ stream, state, type = 'Planted' }, n) => ({
      ...{ stream, type, data: state, metadata, eventId: String(n) },
      ...{ revision: 0n, position: BigInt(n) },
    })),
  );
  return monitor;
};

const capture = { gatewayPaymentId: 'pay_1', amountPaise: 500, surplus: false };
const refund = { status: 'processed', amountPaise: 501, gatewayPaymentId: 'pay_1' };
const paid = {
  method: 'PREPAID',
  status: 'captured',
  amountPaise: 500,
  refunds: [],
  captures: [capture],
  disputes: [],
};
const payment = (change: object = {}): Planted => ({
  stream: 'payment-p1',
  state: { ...paid, paymentId: 'p1', orderId: 'o1', userId: 'u1', ...change },
});
const tender = (paidPaise: number, givenPaise = 0) => ({ paymentId: 'p1', paidPaise, givenPaise });
const bought = {
  phase: 'confirmed',
  confirmedAt: NOW,
  paymentMethod: 'PREPAID',
  totalPaise: 500,
  returns: [],
  edits: [],
};
const line = { productId: 'x', status: 'confirmed', quantity: 1, cancelledQuantity: 0, returnedQuantity: 0 };
const credit = { paidPaise: 0, givenPaise: 0 };
const order = (change: object = {}, type?: string): Planted => ({
  stream: 'order-o1',
  state: {
    ...bought,
    orderId: 'o1',
    paymentId: 'p1',
    funds: [tender(500)],
    storeCredit: credit,
    lines: [line],
    ...change,
  },
  ...(type === undefined ? {} : { type }),
});
const stock = (onHand: number, change: object = {}): Planted => ({
  stream: 'inventory-x',
  state: { ...emptyInventory, variants: { v: { onHand: { main: onHand }, threshold: 0, inStock: true } }, ...change },
});
const coupon = (change: object): Planted => ({
  stream: 'coupon-c',
  state: {
    ...{ terms: {}, reserved: Map(), redeemed: Map(), usesByUser: Map(), discountPaise: 0 },
    ...change,
  },
});
const held = { stream: 'x', lines: [{ variantId: 'v', quantity: 2 }], expiresAt: LATER };

describe('each position of the log', () => {
  it.each<readonly [string, RegExp, readonly Planted[]]>([
    ['more stock held than there is', /available stock of v is -1/, [stock(1, { holds: { o: held } })]],
    [
      'a coupon that is over',
      /2 uses of 1/,
      [
        coupon({
          terms: { usesMax: 1 },
          reserved: Map<string, unknown>([
            ['a', 1],
            ['b', 1],
          ]),
        }),
      ],
    ],
    [
      'a user over the limit',
      /a user is over/,
      [coupon({ terms: { usesPerUserMax: 1 }, usesByUser: Map<string, unknown>([['u', 2]]) })],
    ],
    ['a budget that is overspent', /overspent/, [coupon({ terms: { budgetPaise: 1 }, discountPaise: 2 })]],
    [
      'coins below zero',
      /negative coins/,
      [{ stream: 'wallet-u', state: { lots: [{ coins: -1 }], holds: [], spent: [] } }],
    ],
    [
      'credit below zero',
      /negative store credit/,
      [{ stream: 'storeCredit-u', state: { freePaise: -1, holds: [], spent: [] } }],
    ],
    [
      'credit that came back twice',
      /more store credit came back/,
      [{ stream: 'storeCredit-u', state: { freePaise: 0, holds: [], spent: [{ amountPaise: 1, restoredPaise: 2 }] } }],
    ],
    ['a refund of more than was captured', /refunds exceed the capture pay_1/, [payment({ refunds: [refund] })]],
    ['a tender that gives more than it brought', /gives back more/, [order({ funds: [tender(5, 6)] })]],
    [
      'a budget of coins that is overdrawn',
      /3 coins of 2/,
      [
        {
          stream: 'earningRule-r',
          state: { terms: { budgetCoins: 2 }, usedCoins: 3, uses: Map<string, unknown>([['o', { coins: 3 }]]) },
        },
      ],
    ],
    ['an order that nobody paid', /nothing was captured/, [payment({ captures: [] }), order({}, 'OrderConfirmed')]],
  ])('is asked for %s', (_, rule, states) => {
    const { violations } = watched(...states);
    expect(violations).toHaveLength(1);
    expect(violations[0]!.rule).toMatch(rule);
  });
  it('finds nothing where nothing is wrong', () => {
    const states = [stock(3), payment(), order({}, 'OrderConfirmed'), coupon({ terms: { usesMax: 1 } })];
    expect(watched(...states).violations).toEqual([]);
  });
});

describe('the world at rest', () => {
  const world = (change: Partial<RestingWorld> = {}): RestingWorld => ({
    ...{ log: { length: 9 }, now: () => NOW, gateway: { paidPaise: 0 }, unfinishedSagas: [] },
    ...change,
  });
  /** One piece came in, and the order has it. */
  const whole = (change: { order?: object; payment?: object; stock?: Planted } = {}): InvariantMonitor => {
    const monitor = watched(payment(change.payment), order(change.order), change.stock ?? stock(0));
    monitor.received.set('x', 1);
    return monitor;
  };
  const rulesOf = (monitor: InvariantMonitor, given?: Partial<RestingWorld>): string[] =>
    atRest(monitor, world(given)).map(({ rule }) => rule);

  it('is at rest', () => expect(rulesOf(whole())).toEqual([]));
  it.each<readonly [string, RegExp, Parameters<typeof whole>[0]]>([
    ['an order that waits', /still pending/, { order: { phase: 'pending', lines: [{ ...line, status: 'pending' }] } }],
    [
      'money for an order that ended',
      /keeps 0 paise of a payment that has 500/,
      { order: { phase: 'cancelled', confirmedAt: undefined, lines: [] }, stock: stock(1) },
    ],
    [
      'a refund that was promised and not made',
      /keeps 400 paise of a payment that has 500/,
      { order: { funds: [tender(500, 100)] } },
    ],
    [
      'a piece that nobody has',
      /1 pieces are gone, and orders have 0/,
      { order: { lines: [{ ...line, status: 'cancelled' }] } },
    ],
    [
      'stock that is held for nobody',
      /still held/,
      { stock: stock(0, { holds: { o: { ...held, lines: [], expiresAt: NOW } } }) },
    ],
    [
      'store credit that an order keeps and nobody spent',
      /keeps 7 paise of store credit, and 0/,
      { order: { storeCredit: { paidPaise: 7, givenPaise: 0 } } },
    ],
  ])('is asked for %s', (_, rule, change) => {
    const rules = rulesOf(whole(change));
    expect(rules).toContainEqual(expect.stringMatching(rule));
  });
  it('is asked for an order that was never paid', () => {
    const rules = rulesOf(whole({ order: { funds: [tender(500), { ...tender(7), paymentId: 'p2' }] } }));
    expect(rules).toContain('confirmed without being paid');
  });
  it('is asked for a process that is not done, and for money that the ledger does not know', () => {
    const unfinishedSagas = [{ saga: 'refundOrder', instance: 'i' }];
    expect(rulesOf(whole(), { unfinishedSagas, gateway: { paidPaise: 500 } })).toEqual([
      'the gateway has 500 paise, the ledger does not',
      'a process is not done at rest',
    ]);
  });
});
