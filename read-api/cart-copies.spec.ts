import { expect, it } from 'vitest';
import { cart } from '../domains/cart/index.ts';
import { commandHandler } from '../domains/kernel/handle.ts';
import type { Cache } from '../domains/kernel/ports/cache.ts';
import { StoreUnavailable } from '../domains/kernel/ports/store-unavailable.ts';
import { UserId } from '../event-schemas/primitives.ts';
import { memoryCache } from '../infra/memory/cache.ts';
import { memoryEventStore } from '../infra/memory/event-store.ts';
import { cartCopies, cartCopyKey } from './cart-copies.ts';

const USER = UserId.parse('01980000-0000-7000-8000-000000000001');
const now = (): string => '2026-03-01T10:00:00.000Z';

const bench = (cache: Cache = memoryCache(Date.now)) => {
  const store = memoryEventStore();
  const handler = commandHandler({ store, now, cachedMax: 0 });
  const read: string[] = [];
  const copies = cartCopies(
    {
      fold: (aggregate, id) => {
        read.push('whole');
        return handler.fold(aggregate, id);
      },
    },
    {
      readStream: (stream, from = 0n) => {
        read.push(`from ${from}`);
        return store.readStream(stream, from);
      },
    },
    cache,
  );
  let commands = 0;
  const coins = (amount: number) =>
    handler.execute(cart, { type: 'ApplyCoins', data: { userId: USER, coins: amount } } as never, {
      commandId: `01980000-0000-7000-8000-0000000001${String((commands += 1)).padStart(2, '0')}`,
      correlationId: USER,
      actor: 'spec',
    });
  return { handler, copies, read, coins, cache };
};

it('folds a cart once, and after that only what was added', async () => {
  const { handler, copies, read, coins, cache } = bench();
  await coins(5);
  expect((await copies.fold(cart, USER)).state.coins).toBe(5);
  expect(await cache.get(cartCopyKey(USER))).toContain('"coins":5');
  await coins(7);
  expect(await copies.fold(cart, USER)).toEqual(await handler.fold(cart, USER));
  expect((await copies.fold(cart, USER)).state.coins).toBe(7);
  expect(read).toEqual(['whole', 'from 1', 'from 2']);
});

it('says nothing of a cart that never was, and makes no copy of it', async () => {
  const { handler, copies, cache } = bench();
  expect(await copies.fold(cart, USER)).toEqual(await handler.fold(cart, USER));
  expect(await cache.get(cartCopyKey(USER))).toBeUndefined();
});

it('folds the whole cart while the cache is away, and hides no other failure', async () => {
  const failing = (error: Error): Cache => ({
    ...memoryCache(Date.now),
    get: () => Promise.reject(error),
    set: () => Promise.reject(error),
  });
  const away = bench(failing(new StoreUnavailable('Redis', 'cannot be reached')));
  await away.coins(5);
  expect((await away.copies.fold(cart, USER)).state.coins).toBe(5);
  const broken = bench(failing(new TypeError('a mistake')));
  await expect(broken.copies.fold(cart, USER)).rejects.toThrow('a mistake');
});
