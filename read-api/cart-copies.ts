import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cart, type Cart } from '../domains/cart/index.ts';
import type { EventStore } from '../domains/kernel/event-store.ts';
import type { CommandHandler, Folded } from '../domains/kernel/handle.ts';
import type { Cache } from '../domains/kernel/ports/cache.ts';
import { unlessAway } from './unless-away.ts';

/** Somebody who shops looks at the cart again within this time. */
export const CART_COPY_TTL_MS = 3_600_000;
/** The fold as it is written: another release that folds differently must not take up this one's copies. */
const FOLD = createHash('sha256')
  .update(readFileSync(new URL('../domains/cart/state.ts', import.meta.url)))
  .digest('hex')
  .slice(0, 12);

type Folds = Pick<CommandHandler, 'fold'>;
type Copy = Folded<Cart>;

export const cartCopyKey = (userId: string): string => `cart:${FOLD}:${userId}`;
const textOf = ({ state, revision, position }: Copy): string =>
  JSON.stringify({ state, revision: String(revision), position: String(position) });
const copyOf = (text: string): Copy => {
  const { state, revision, position } = JSON.parse(text) as { state: Cart; revision: string; position: string };
  return { state, revision: BigInt(revision), position: BigInt(position) };
};

/**
 * Folds of carts that all query APIs share through the cache. A copy says at which revision it was made, and what the log
 * holds beyond that is folded on top, so a cart is never behind its own edits, whoever made the copy and when. Without a
 * copy, or while the cache is away, the whole cart is folded. Other kinds of streams are folded as before.
 */
export const cartCopies = (handler: Folds, store: Pick<EventStore, 'readStream'>, cache: Cache): Folds => {
  const cartOf = async (userId: string): Promise<Copy> => {
    const key = cartCopyKey(userId);
    const text = await unlessAway(cache.get(key));
    const copy = text === undefined ? undefined : copyOf(text);
    const now = copy === undefined ? await handler.fold(cart, userId) : await onTop(userId, copy);
    // Nobody waits for the copy; without it the next reader folds.
    if (now.revision !== (copy?.revision ?? -1n))
      void cache.set(key, textOf(now), CART_COPY_TTL_MS).catch(() => undefined);
    return now;
  };
  const onTop = async (userId: string, copy: Copy): Promise<Copy> => {
    const newer = await store.readStream(`${cart.category}-${userId}`, copy.revision + 1n);
    return newer.reduce<Copy>(
      ({ state }, event) => ({
        state: cart.decider.evolve(state, event as never),
        revision: event.revision,
        position: event.position,
      }),
      copy,
    );
  };
  return {
    fold: (aggregate, id) =>
      (aggregate as unknown) === cart ? (cartOf(id) as Promise<Folded<never>>) : handler.fold(aggregate, id),
  };
};
