import { expect, it } from 'vitest';
import { givenAMoment, onceSuccessful } from './once-successful.ts';

it('does the work once for all who ask, and again only after a failure', async () => {
  let attempts = 0;
  const open = onceSuccessful(() => {
    attempts += 1;
    return attempts === 1 ? Promise.reject(new Error('away')) : Promise.resolve(`open ${attempts}`);
  });
  expect(await Promise.allSettled([open(), open()])).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  expect(attempts).toBe(1);
  expect(await Promise.all([open(), open()])).toEqual(['open 2', 'open 2']);
  expect(await open()).toBe('open 2');
});

it('waits for what ends soon, and for nothing that does not', async () => {
  let done = false;
  await givenAMoment(
    Promise.resolve().then(() => (done = true)),
    60_000,
  );
  expect(done).toBe(true);
  await givenAMoment(Promise.reject(new Error('away')), 60_000);
  await givenAMoment(new Promise(() => undefined), 1);
});
