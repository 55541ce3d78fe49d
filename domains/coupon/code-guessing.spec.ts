import { expect, it } from 'vitest';
import { memoryCache } from '../../infra/memory/cache.ts';
import { codeGuessing } from '../policy/coupon.ts';
import { missedCode, refuseGuessing } from './code-guessing.ts';

const { missesMax, windowMs } = codeGuessing.value;

it('guessing codes is refused after the last miss allowed, to the one who guesses, for a while', async () => {
  let now = 0;
  const cache = memoryCache(() => now);
  const miss = () => missedCode(cache, 'guesser');
  for (let misses = 1; misses < missesMax; misses += 1)
    await expect(miss()).rejects.toMatchObject({ reason: 'CouponNotFound' });
  await expect(refuseGuessing(cache, 'guesser')).resolves.toBeUndefined();
  await expect(miss()).rejects.toMatchObject({ reason: 'CouponNotFound' });
  now = windowMs - 1_500;
  const refused = { reason: 'TooManyRequests', retryAfterSeconds: 2 };
  await expect(refuseGuessing(cache, 'guesser')).rejects.toMatchObject(refused);
  await expect(refuseGuessing(cache, 'somebody else')).resolves.toBeUndefined();
  now = windowMs;
  await expect(refuseGuessing(cache, 'guesser')).resolves.toBeUndefined();
});
