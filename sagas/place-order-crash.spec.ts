import { describe, expect, it } from 'vitest';
import { availableOf, reservedOf } from '../domains/inventory/stock.ts';
import { inventory } from '../domains/inventory/aggregate.ts';
import type { AnyAggregate } from '../domains/kernel/aggregate.ts';
import { instantAfter } from '../domains/kernel/calendar.ts';
import { order } from '../domains/order/aggregate.ts';
import {
  address,
  couponId,
  id,
  line,
  NOW,
  orderId,
  paymentId,
  placed,
  userId,
} from '../domains/order/spec-examples.ts';
import { coupon } from '../domains/coupon/aggregate.ts';
import type { Order } from '../domains/order/state.ts';
import { payment } from '../domains/payment/aggregate.ts';
import { wallet } from '../domains/wallet/aggregate.ts';
import { balanceOf } from '../domains/wallet/balance.ts';
import { memoryEventStore } from '../infra/memory/event-store.ts';
import { SimulatedGateway } from '../tests/simulation/gateway.ts';
import { randomOf } from '../tests/simulation/random.ts';
import { simulatedPorts } from '../tests/simulation/simulated-ports.ts';
import { otherProcess, sagaProcess, type KillPoint } from '../tests/support/saga-process.ts';

const COINS = 500;
const PIECES = 10;
const counts = { crashes: 0, duplicates: 0, reorderings: 0, refusals: 0, delays: 0 };
const NO_FAULTS = { random: randomOf(1), rate: 0, counts };
const LATE_MS = 3_600_000;

/** A shop with two products, a coupon and coins, and one order that wants all of them. */
const newShop = (paymentMethod: 'PREPAID' | 'COD', pieces: number) => {
  let now = NOW;
  const store = memoryEventStore();
  const gateway = new SimulatedGateway({ ...NO_FAULTS, now: () => now });
  const ports = simulatedPorts(NO_FAULTS.random, gateway, () => Date.parse(now));
  const lines = [line(1), line(2)];
  const asked = { ...placed(lines, { paymentMethod }).data, address };
  const send = otherProcess(store, () => now);
  const stateOf = async <S>(aggregate: AnyAggregate, streamId: string): Promise<S> =>
    (await store.readStream(`${aggregate.category}-${streamId}`)).reduce<unknown>(
      (state, event) => aggregate.decider.evolve(state, event) as unknown,
      aggregate.decider.initial,
    ) as S;
  const open = async (): Promise<void> => {
    for (const { productId, variantId } of lines)
      await send({
        type: 'ReceiveStock',
        data: { productId, receiptId: id(800), lines: [{ variantId, quantity: pieces }] },
      });
    const discount = { type: 'fixed', amountPaise: 19_998 };
    const terms = { description: '', discount, exclusive: false, active: true, automatic: false, priority: 0 };
    await send({ type: 'CreateCoupon', data: { couponId, code: 'SAVE', terms } });
    await send({ type: 'GrantCoins', data: { userId, grantId: id(801), coins: COINS, reason: 'goodwill' } });
    await send({ type: 'PlaceOrder', data: asked });
  };
  const paid = async () => {
    const { id: gatewayOrderId } = gateway.orderOf(paymentId)!;
    const { id: gatewayPaymentId, amount: amountPaise } = gateway.pay(gatewayOrderId, 'captured');
    const data = { paymentId, gatewayOrderId, gatewayPaymentId, amountPaise, currency: 'INR', method: 'upi' };
    return send({ type: 'ReportCapture', data });
  };
  const cancel = () =>
    send({ type: 'CancelOrder', data: { orderId, cancellationId: id(900), reason: 'changedMind', by: 'customer' } });
  const pass = (ms: number): void => void (now = instantAfter(now, ms));
  return { store, gateway, ports, lines, asked, stateOf, open, paid, cancel, pass, now: () => now };
};
type Shop = ReturnType<typeof newShop>;

/** What the buyer does whenever the processes have come to rest; the last step is time passing. */
type Story = readonly ((shop: Shop) => unknown)[];
const later = (shop: Shop): void => shop.pass(LATE_MS);

/** Plays a story with one kill; what was killed is started anew and reads the log from its beginning. */
const play = async (shop: Shop, story: Story, kill?: KillPoint) => {
  await shop.open();
  const start = (point?: KillPoint) => sagaProcess(shop.store, { ports: shop.ports, now: shop.now, kill: point });
  let running = start(kill);
  const rest = async (): Promise<void> => {
    await running.run();
    if (!running.isDead()) return;
    await running.stop();
    running = start();
    await running.run();
  };
  await rest();
  for (const act of story) {
    await act(shop);
    await rest();
  }
  const { unfinished, appends } = running;
  await running.stop();
  return { unfinished: unfinished(), appends: appends() };
};

const moneyAt = ({ payments, refunds }: SimulatedGateway): number =>
  [...payments.values()].reduce((sum, { amount, status }) => sum + (status === 'captured' ? amount : 0), 0) -
  [...refunds.values()].reduce((sum, { amount }) => sum + amount, 0);

/** Everything is taken, or nothing is: stock, coupon, coins and money agree with the order. */
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
  const prepaid = shop.asked.paymentMethod === 'PREPAID';
  expect(moneyAt(shop.gateway)).toBe(stands && prepaid ? shop.asked.totalPaise : 0);
  const due = await shop.stateOf<
    { method: string; amountPaise: number; refunds: { amountPaise: number }[] } | undefined
  >(payment, paymentId);
  if (due?.method === 'COD')
    expect(due.amountPaise - due.refunds.reduce((sum, { amountPaise }) => sum + amountPaise, 0)).toBe(
      stands ? shop.asked.totalPaise : 0,
    );
  return final;
};

type Plot = {
  readonly story: Story;
  readonly method?: 'PREPAID' | 'COD';
  readonly pieces?: number;
  readonly ends: string;
};
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
};

describe.each(Object.entries(stories))(
  'an order that %s',
  (_, { story, method = 'PREPAID', pieces = PIECES, ends }) => {
    const shop = (): Shop => newShop(method, pieces);
    const phaseOf = ({ phase, lines }: Order): string =>
      phase === 'confirmed' && lines.every(({ status }) => status === 'cancelled') ? 'gone' : phase;

    it('leaves nothing half done, wherever the process is killed', async () => {
      const calm = shop();
      const { appends, unfinished } = await play(calm, story);
      expect(unfinished).toEqual([]);
      expect(phaseOf(await expectWhole(calm, pieces))).toBe(ends);
      expect(appends).toBeGreaterThan(4);
      for (let append = 1; append <= appends; append += 1)
        for (const when of ['before', 'after'] as const) {
          const killed = shop();
          const outcome = await play(killed, story, { append, when });
          const where = `killed ${when} append ${append}`;
          expect(outcome.unfinished, where).toEqual([]);
          expect(phaseOf(await expectWhole(killed, pieces)), where).toBe(ends);
        }
    });
  },
);
