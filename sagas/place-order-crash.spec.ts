import { describe, expect, it } from 'vitest';
import { availableOf, reservedOf } from '../domains/inventory/stock.ts';
import { inventory } from '../domains/inventory/aggregate.ts';
import { order } from '../domains/order/aggregate.ts';
import { couponId, NOW, orderId, paymentId, userId } from '../domains/order/spec-examples.ts';
import { coupon } from '../domains/coupon/aggregate.ts';
import type { Order } from '../domains/order/state.ts';
import { earningRule, type EarningRule } from '../domains/earning/index.ts';
import { payment } from '../domains/payment/aggregate.ts';
import { storeCredit } from '../domains/store-credit/aggregate.ts';
import type { StoreCredit } from '../domains/store-credit/state.ts';
import { wallet } from '../domains/wallet/aggregate.ts';
import { balanceOf } from '../domains/wallet/balance.ts';
import type { SimulatedGateway } from '../tests/simulation/gateway.ts';
import { BONUS, COINS, CREDIT_PAISE, newShop, RULE_ID, type Buying, type Shop } from '../tests/support/order-shop.ts';
import { playStory, type Story } from '../tests/support/saga-story.ts';

const PIECES = 10;
const LATE_MS = 3_600_000;

const later = (shop: Shop): void => shop.pass(LATE_MS);

const moneyAt = ({ payments, refunds }: SimulatedGateway): number =>
  [...payments.values()].reduce((sum, { amount, status }) => sum + (status === 'captured' ? amount : 0), 0) -
  [...refunds.values()].reduce((sum, { amount }) => sum + amount, 0);

/** Everything is taken, or nothing is: stock, coupon, coins, store credit and money agree with the order. */
const expectWhole = async (shop: Shop, pieces: number): Promise<Order> => {
  const final = await shop.stateOf<Order>(order, orderId);
  expect(final.phase).not.toBe('pending');
  const stands = final.phase === 'confirmed' && final.lines.every(({ status }) => status === 'confirmed');
  for (const { productId, variantId, quantity } of shop.lines) {
    const stock = await shop.stateOf<Parameters<typeof availableOf>[0]>(inventory, productId);
    expect(reservedOf(stock, variantId, NOW), 'stock still held').toBe(0);
    expect(availableOf(stock, variantId, NOW)).toBe(pieces - (stands ? quantity : 0));
  }
  const uses = await shop.stateOf<{ reserved: { size: number }; redeemed: { size: number } }>(coupon, couponId);
  expect([uses.reserved.size, uses.redeemed.size]).toEqual([0, stands ? 1 : 0]);
  const coins = balanceOf(await shop.stateOf(wallet, userId), shop.now());
  expect([coins.held, coins.spendable]).toEqual([0, COINS - (stands ? shop.asked.coins : 0)]);
  const credit = await shop.stateOf<StoreCredit>(storeCredit, userId);
  const { storeCreditPaise = 0 } = shop.asked;
  expect([credit.holds, credit.freePaise]).toEqual([[], CREDIT_PAISE - (stands ? storeCreditPaise : 0)]);
  const { uses: bonuses } = await shop.stateOf<EarningRule>(earningRule, RULE_ID);
  expect([...bonuses.values()].map(({ kept, coins: had }) => [kept, had])).toEqual(stands ? [[true, BONUS]] : []);
  const prepaid = shop.asked.paymentMethod === 'PREPAID';
  expect(moneyAt(shop.gateway)).toBe(stands && prepaid ? shop.duePaise : 0);
  const due = await shop.stateOf<
    { method: string; amountPaise: number; refunds: { amountPaise: number }[] } | undefined
  >(payment, paymentId);
  if (due?.method === 'COD')
    expect(due.amountPaise - due.refunds.reduce((sum, { amountPaise }) => sum + amountPaise, 0)).toBe(
      stands ? shop.duePaise : 0,
    );
  return final;
};

type Plot = Partial<Buying> & { readonly story: Story<Shop>; readonly ends: string };
const stories: Readonly<Record<string, Plot>> = {
  'is paid': { story: [({ paid }) => paid(), later], ends: 'confirmed' },
  'is never paid': { story: [later, later], ends: 'expired' },
  'is paid too late': { story: [later, ({ paid }) => paid(), later], ends: 'expired' },
  'is paid twice': { story: [({ paid }) => paid(), ({ paid }) => paid(), later], ends: 'confirmed' },
  'cannot be had': { story: [later], pieces: 1, ends: 'rejected' },
  'is cancelled before it is paid': { story: [({ cancel }) => cancel(), later], ends: 'cancelled' },
  'is cancelled and paid at once': {
    story: [async ({ cancel, paid }) => [await cancel(), await paid()], later],
    ends: 'cancelled',
  },
  'is paid and cancelled at once': {
    story: [async ({ cancel, paid }) => [await paid(), await cancel()], later],
    ends: 'cancelled',
  },
  'is cancelled after it was paid': {
    story: [({ paid }) => paid(), ({ cancel }) => cancel(), later, later],
    ends: 'gone',
  },
  'is paid in cash': { story: [later], method: 'COD', ends: 'confirmed' },
  'is paid in cash and cancelled': { story: [({ cancel }) => cancel(), later, later], method: 'COD', ends: 'gone' },
  'is paid with store credit and online': {
    story: [({ paid }) => paid(), later],
    storeCreditPaise: 60_000,
    ends: 'confirmed',
  },
  'is paid with store credit alone': { story: [later], storeCreditPaise: 164_002, ends: 'confirmed' },
  'is paid with store credit alone and cancelled': {
    story: [({ cancel }) => cancel(), later, later],
    storeCreditPaise: 164_002,
    ends: 'gone',
  },
  'holds store credit and is never paid': { story: [later, later], storeCreditPaise: 60_000, ends: 'expired' },
  'holds store credit, is cancelled and paid at once': {
    story: [async ({ cancel, paid }) => [await cancel(), await paid()], later],
    storeCreditPaise: 60_000,
    ends: 'cancelled',
  },
  'is paid with store credit and online, and cancelled': {
    story: [({ paid }) => paid(), ({ cancel }) => cancel(), later, later],
    storeCreditPaise: 60_000,
    ends: 'gone',
  },
  'loses the store credit that it held before it is paid': {
    // What the order never took is asked back in vain, a few times.
    story: [({ lapse }) => lapse(), ({ paid }) => paid(), later, later, later, later, later],
    storeCreditPaise: 60_000,
    ends: 'gone',
  },
  'is paid with store credit and in cash, and cancelled': {
    story: [({ cancel }) => cancel(), later, later],
    method: 'COD',
    storeCreditPaise: 60_000,
    ends: 'gone',
  },
};

describe.each(Object.entries(stories))(
  'an order that %s',
  (_, { story, method = 'PREPAID', pieces = PIECES, storeCreditPaise = 0, ends }) => {
    const shop = (): Shop => newShop({ method, pieces, storeCreditPaise });
    const phaseOf = ({ phase, lines }: Order): string =>
      phase === 'confirmed' && lines.every(({ status }) => status === 'cancelled') ? 'gone' : phase;

    it('leaves nothing half done, wherever the process is killed', async () => {
      const calm = shop();
      const { appends, unfinished } = await playStory(calm, story);
      expect(unfinished).toEqual([]);
      expect(phaseOf(await expectWhole(calm, pieces))).toBe(ends);
      expect(appends).toBeGreaterThan(4);
      for (let append = 1; append <= appends; append += 1)
        for (const when of ['before', 'after'] as const) {
          const killed = shop();
          const outcome = await playStory(killed, story, { kill: { append, when } });
          const where = `killed ${when} append ${append}`;
          expect(outcome.unfinished, where).toEqual([]);
          expect(phaseOf(await expectWhole(killed, pieces)), where).toBe(ends);
        }
    });
  },
);
