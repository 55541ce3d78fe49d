import { describe, expect, it, vi } from 'vitest';
import { orderedWork, PARALLEL_MAX, PENDING_MAX, TOGETHER_MAX, type OrderedWork } from './ordered-work.ts';

/** Work whose every call waits until the test lets it go. */
const gated = () => {
  const begun: { key: string; items: readonly number[]; done: () => void; fail: (error: Error) => void }[] = [];
  const failures: string[] = [];
  const queue: OrderedWork<number> = orderedWork<number>({
    work: (key, items) => new Promise((done, fail) => begun.push({ key, items, done, fail })),
    onRetry: (key, _error, attempt) => failures.push(`${key} ${attempt}`),
  });
  return { begun, failures, queue };
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('ordered work', () => {
  it('keeps order within a key and runs keys side by side', async () => {
    const { begun, queue } = gated();
    for (const n of [1, 2, 3]) await queue.add('a', BigInt(n), n);
    await queue.add('b', 4n, 4);
    expect(begun.map(({ key, items }) => [key, items])).toEqual([
      ['a', [1]],
      ['b', [4]],
    ]);
    begun[0]!.done();
    await turn();
    expect(begun[2]).toMatchObject({ key: 'a', items: [2, 3] });
  });

  it('does not do more at once than it may, and no more together', async () => {
    const { begun, queue } = gated();
    for (let n = 0; n < PARALLEL_MAX + 5; n += 1) await queue.add(`key ${n}`, BigInt(n), n);
    expect(begun).toHaveLength(PARALLEL_MAX);
    for (let n = 0; n < TOGETHER_MAX + 5; n += 1) await queue.add('key 0', 1_000n, n);
    begun[0]!.done();
    await turn();
    for (const one of begun.slice(1)) one.done();
    await vi.waitUntil(() => begun.some(({ items }) => items.length === TOGETHER_MAX));
  });

  it('holds back whoever adds when too much is pending', async () => {
    const { begun, queue } = gated();
    for (let n = 0; n < PENDING_MAX; n += 1) await queue.add('a', BigInt(n), n);
    let added = false;
    const late = queue.add('b', 1n, 1).then(() => (added = true));
    await turn();
    expect([added, queue.pendingCount]).toEqual([false, PENDING_MAX]);
    begun[0]!.done();
    await late;
    expect(queue.pendingCount).toBe(PENDING_MAX);
  });

  it('says what is lowest of all that is pending, wherever it stands in its queue', async () => {
    const { begun, queue } = gated();
    // A deadline lies beyond all positions, and an event behind it must still hold back the checkpoint.
    await queue.add('a', 2n ** 63n, 0);
    await queue.add('a', 7n, 1);
    await queue.add('b', 9n, 2);
    expect(queue.lowestPending).toBe(7n);
    begun[0]!.done();
    await turn();
    begun[2]!.done();
    await turn();
    expect(queue.lowestPending).toBe(9n);
    begun[1]!.done();
    await queue.idle();
    expect(queue.lowestPending).toBeUndefined();
  });
});

describe('work that fails', () => {
  it('is done again with the same items first, and holds back its position', async () => {
    const { begun, failures, queue } = gated();
    await queue.add('a', 5n, 1);
    begun[0]!.fail(new Error('no'));
    await turn();
    await queue.add('a', 6n, 2);
    expect(queue.lowestPending).toBe(5n);
    await vi.waitUntil(() => begun.length === 2);
    expect(begun[1]).toMatchObject({ key: 'a', items: [1, 2] });
    begun[1]!.done();
    await queue.idle();
    expect(failures).toEqual(['a 1']);
  });

  it('gives up its place to other keys while it waits', async () => {
    const { begun, queue } = gated();
    for (let n = 0; n < PARALLEL_MAX; n += 1) await queue.add(`bad ${n}`, 1n, n);
    for (const one of begun) one.fail(new Error('no'));
    await turn();
    const before = begun.length;
    await queue.add('good', 2n, 1);
    expect(begun.slice(before).map(({ key }) => key)).toEqual(['good']);
    const stopped = queue.stop();
    begun.at(-1)!.done();
    await stopped;
  });

  it('is not begun again after a stop, which waits for what runs', async () => {
    const { begun, queue } = gated();
    await queue.add('bad', 1n, 1);
    await queue.add('slow', 1n, 1);
    begun[0]!.fail(new Error('no'));
    await turn();
    let over = false;
    const stopped = queue.stop().then(() => (over = true));
    await turn();
    expect(over).toBe(false);
    begun[1]!.done();
    await stopped;
    expect(begun).toHaveLength(2);
  });
});
