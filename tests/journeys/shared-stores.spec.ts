import { Redis } from 'ioredis';
import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { eventTimelines } from '../../domains/event-logging/index.ts';
import { CASSANDRA_DEFAULTS, openCassandra } from '../../infra/cassandra/connection.ts';
import { cassandraTimelineStore } from '../../infra/cassandra/timeline-store.ts';
import { cartCopyKey } from '../../read-api/cart-copies.ts';
import { TRENDING_KEY } from '../../read-api/queries/products-trending.ts';
import { signInByPhone } from '../support/phone-sign-in.ts';
import { stockedProduct, type StockedProduct } from '../support/stocked-product.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

/** Nothing listens there: a Redis that follows it and must not answer from old data answers nothing at all. */
const NO_MASTER = ['127.0.0.1', '1'] as const;
const BACK_WITHIN = { timeout: 60_000, interval: 100 };

let shop: TestSystem;
let goods: StockedProduct;
beforeAll(async () => {
  shop = await startTestSystem();
  goods = await stockedProduct(shop, [30_000], 8);
});
afterAll(() => shop.stop());

const buyer = async () => {
  const userId = uuidV7();
  const token = await shop.tokenFor(['customer'], userId);
  const call = (method: string, path: string, body?: unknown) =>
    shop.call(method, `/cart/${userId}${path}`, { token, ...(body === undefined ? {} : { body }) });
  const put = (quantity: number, { productId, variantIds } = goods) =>
    call('POST', '/items', { productId, variantId: variantIds[0], quantity });
  return { userId, put, quantity: async () => ((await call('GET', '')).body as { itemCount: number }).itemCount };
};
const trending = async (limit: number, after?: string): Promise<readonly string[]> => {
  const headers = after === undefined ? {} : { 'read-after': after };
  const answer = await shop.call('GET', `/products/trending?limit=${limit}`, { headers });
  return (answer.body as { products: { id: string }[] }).products.map(({ id }) => id);
};

describe('what processes share', () => {
  it('is never older than what a reader has written: the cart, and what is on the rise', async () => {
    const { put, quantity } = await buyer();
    expect(await quantity()).toBe(0);
    const other = await stockedProduct(shop, [50_000], 8);
    const seen: number[] = [];
    for (let n = 1; n <= 3; n += 1) {
      expect((await put(1)).status).toBe(201);
      seen.push(await quantity());
    }
    expect(seen).toEqual([1, 2, 3]);
    // The ranking is kept from here on, for a while.
    const before = (await put(1)).headers.get('x-position')!;
    // A page that is not full is ranked anew, so that one product is asked for of two.
    expect(await trending(1, before)).toEqual([goods.productId]);
    let position = '';
    for (let n = 1; n <= 5; n += 1) position = (await put(1, other)).headers.get('x-position')!;
    expect(await trending(1, position)).toEqual([other.productId]);
  });

  describe.runIf(process.env['TEST_PROFILE'] === 'stack')('lies in the servers of the stack', () => {
    let redis: Redis;
    beforeAll(() => (redis = new Redis(inject('redisUrl'))));
    afterAll(() => redis.quit());
    const inCache = (key: string): Promise<string | null> => redis.get(`only2u:cache:${key}`);

    it('a copy of the cart and the ranking, which are what is answered', async () => {
      const { userId, put, quantity } = await buyer();
      const position = (await put(2)).headers.get('x-position')!;
      expect(await quantity()).toBe(2);
      await expect.poll(() => inCache(cartCopyKey(userId))).toContain('"quantity":2');
      const copy = (await inCache(cartCopyKey(userId)))!;
      await redis.set(`only2u:cache:${cartCopyKey(userId)}`, copy.replace('"quantity":2', '"quantity":3'));
      expect(await quantity()).toBe(3);
      await redis.del(`only2u:cache:${cartCopyKey(userId)}`);
      expect(await quantity()).toBe(2);

      const [first, ...others] = await trending(2, position);
      const ranking = JSON.stringify({ upTo: position, productIds: [...others, first] });
      await redis.set(`only2u:cache:${TRENDING_KEY}`, ranking);
      expect(await trending(2, position)).toEqual([...others, first]);
      await redis.del(`only2u:cache:${TRENDING_KEY}`);
      expect(await trending(2, position)).toEqual([first, ...others]);
    });

    it('the counts of one-time passwords, and the session that was ended', async () => {
      const { accessToken, sessionId } = await signInByPhone(shop, '+919812399001');
      expect(await redis.keys('only2u:cache:limit:*')).not.toEqual([]);
      expect((await shop.call('POST', '/users/logout', { token: accessToken, body: {} })).status).toBe(200);
      await shop.settled();
      expect(await redis.get(`only2u:session:revoked:${sessionId}`)).toBe('1');
    });

    it('the event log, by user, in Cassandra', async () => {
      const { userId, put } = await buyer();
      await put(1);
      await shop.settled();
      const contactPoints = inject('cassandraContactPoints');
      const cassandra = await openCassandra({ ...CASSANDRA_DEFAULTS, contactPoints });
      const place = { timeline: eventTimelines.byUser, key: userId };
      const { entries } = await cassandraTimelineStore(cassandra, Date.now).page(place, { limit: 10 });
      await cassandra.close();
      expect(entries.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toContain('CartItemAdded');
    });

    it('and is not needed for an answer while Redis gives none', async () => {
      const { put, quantity } = await buyer();
      const position = (await put(2)).headers.get('x-position')!;
      const before = [await quantity(), await trending(2, position)];
      await redis.config('SET', 'replica-serve-stale-data', 'no');
      await redis.replicaof(...NO_MASTER);
      await expect(redis.get('any')).rejects.toThrow('MASTERDOWN');
      const during = [await quantity(), await trending(2, position)];
      await expect(redis.get('any')).rejects.toThrow('MASTERDOWN');
      await redis.replicaof('NO', 'ONE');
      expect(during).toEqual(before);
      await expect.poll(async () => (await put(1)).status, BACK_WITHIN).toBe(201);
      expect(await quantity()).toBe(3);
    });
  });
});
