import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { periodic } from './periodic.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('does its work again and again, never twice at once, and a failure does not end it', async () => {
  const failures: unknown[] = [];
  let runs = 0;
  let finish: () => void = () => undefined;
  const work = periodic(
    100,
    () => {
      runs += 1;
      if (runs === 1) return Promise.reject(new Error('no'));
      return new Promise<void>((resolve) => (finish = resolve));
    },
    (error) => failures.push(error),
  );
  await vi.advanceTimersByTimeAsync(1_000);
  expect([runs, failures.length]).toEqual([2, 1]);
  finish();
  await vi.advanceTimersByTimeAsync(150);
  expect(runs).toBe(3);
  let stopped = false;
  const stopping = work.stop().then(() => (stopped = true));
  await vi.advanceTimersByTimeAsync(500);
  expect(stopped).toBe(false);
  finish();
  await stopping;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs).toBe(3);
});
