import { describe, expect, it } from 'vitest';
import { memoryEventStore } from '../../infra/memory/event-store.ts';
import { commandHandler } from '../kernel/handle.ts';
import { isRejected } from '../kernel/decider.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { coupon } from './aggregate.ts';
import type { CouponCommand } from './commands.ts';
import { couponId, id, later, now, orderId, plain, redeem, release, reserve } from './spec-examples.ts';

/** As many independent processes on one log; each has a cache of its own and knows nothing of the others. */
const processes = (count: number) => {
  const store = memoryEventStore();
  const handlers = Array.from({ length: count }, () =>
    commandHandler({ store, now: () => now, pause: () => Promise.resolve() }),
  );
  const send = (command: CouponCommand, n: number) =>
    handlers[n % count]!.execute(coupon, command, {
      commandId: derivedId('command', n, command.type),
      correlationId: id(1),
      actor: 'test',
    });
  /** Contention is not a refusal: the same request is sent again, as a client does after a 503. */
  const settle = async (command: CouponCommand, n: number) => {
    for (;;) {
      const outcome = await send(command, n);
      if (!isRejected(outcome) || outcome.rejected !== 'TooMuchContention') return outcome;
    }
  };
  return { settle, fold: () => commandHandler({ store, now: () => now }).fold(coupon, couponId) };
};
const create = (usesMax: number, more = {}): CouponCommand => ({
  type: 'CreateCoupon',
  data: { couponId, code: 'SAVE', terms: { ...plain, usesMax, ...more } },
});

describe.each([1, 4])('with %i processes', (count) => {
  it('as many uses as the limit are granted, and no more', async () => {
    const { settle, fold } = processes(count);
    await settle(create(25), 0);
    const outcomes = await Promise.all(Array.from({ length: 200 }, (_, n) => settle(reserve(n + 10), n)));
    expect(outcomes.filter((outcome) => !isRejected(outcome))).toHaveLength(25);
    const { state } = await fold();
    expect(state.reserved.size).toBe(25);
    expect(state.discountPaise).toBe(25_000);
  });

  it('redeeming and giving back in parallel keeps every count', async () => {
    const { settle, fold } = processes(count);
    await settle(create(60, { usesPerUserMax: 60 }), 0);
    await Promise.all(Array.from({ length: 60 }, (_, n) => settle(reserve(n + 10, 1), n)));
    await Promise.all(Array.from({ length: 60 }, (_, n) => settle(n % 3 === 0 ? release(n + 10) : redeem(n + 10), n)));
    const { state } = await fold();
    expect([state.reserved.size, state.redeemed.size, state.discountPaise]).toEqual([0, 40, 40_000]);
    expect([...state.usesByUser.values()]).toEqual([40]);
    expect(await settle(reserve(900, 1), 900)).not.toHaveProperty('rejected');
  });
});

it('a use that was refused stays refused when its command is delivered again', async () => {
  const { settle } = processes(2);
  await settle(create(1), 0);
  await settle(reserve(10), 0);
  expect(await settle(reserve(11, 11, { expiresAt: later }), 1)).toMatchObject({ rejected: 'CouponExhausted' });
  expect(await settle(reserve(10), 1)).toMatchObject({ events: [] });
  expect((await settle(redeem(10), 2)) as object).toMatchObject({ events: [{ data: { orderId: orderId(10) } }] });
});
