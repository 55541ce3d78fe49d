import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeGuessing } from '../../domains/policy/coupon.ts';
import { stockedProduct, type StockedProduct } from '../support/stocked-product.ts';
import { createCoupon, newShopper, type MadeCoupon, type Shopper } from '../support/shopper.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
let admin: string;
let goods: StockedProduct;
beforeAll(async () => {
  shop = await startTestSystem();
  admin = await shop.tokenFor(['admin']);
  goods = await stockedProduct(shop, [60_000], 100);
});
afterAll(() => shop.stop());

const service = () => shop.tokenFor(['service']);

describe('coupons', () => {
  it('are made, changed and ended by admins only', async () => {
    const { call } = await newShopper(shop);
    const body = { code: 'staff-1', discount: { type: 'percentage', basisPoints: 1_000 }, description: '10% off' };
    expect((await call('POST', '/coupons', body)).status).toBe(403);
    const { id, code } = await createCoupon(shop, ' staff-1 ', body);
    expect(code).toBe('STAFF-1');
    expect(await shop.call('POST', '/coupons', { token: admin, body: { ...body, usesMax: 9 } })).toMatchObject({
      status: 409,
      body: { code: 'CouponCodeTaken' },
    });
    const wrong = { ...body, discount: { type: 'percentage', basisPoints: 10_001 } };
    expect(await shop.call('POST', '/coupons', { token: admin, body: wrong })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/body/discount/basisPoints' }] },
    });
    const terms = { discount: { type: 'fixed', amountPaise: 100 }, usesMax: 5 };
    expect((await shop.call('PUT', `/coupons/${id}`, { token: admin, body: terms })).body).toMatchObject({ terms });
    expect((await call('GET', '/coupons/Staff-1')).body).toMatchObject({ id, discount: terms.discount });
    expect((await shop.call('DELETE', `/coupons/${id}`, { token: admin })).body).toMatchObject({ retired: true });
    expect(await call('GET', '/coupons/STAFF-1')).toMatchObject({ status: 404, body: { code: 'CouponNotFound' } });
  });

  it('are listed only for those who may use them', async () => {
    const [owner, other] = [await newShopper(shop), await newShopper(shop)];
    await createCoupon(shop, 'LIST-ALL');
    await createCoupon(shop, 'LIST-OWN', { ownerUserId: owner.userId });
    await createCoupon(shop, 'LIST-EXCEPT', { exceptUserId: owner.userId });
    await createCoupon(shop, 'LIST-LATER', { startsAt: '2090-01-01T00:00:00.000Z' });
    await createCoupon(shop, 'LIST-OVER', { ownerUserId: owner.userId, endsAt: '2020-01-01T00:00:00.000Z' });
    const codes = async (who: Shopper) => {
      const { coupons } = (await who.call('GET', '/coupons?limit=100')).body as { coupons: { code: string }[] };
      return coupons.map(({ code }) => code).filter((code) => code.startsWith('LIST'));
    };
    expect(await codes(owner)).toEqual(['LIST-ALL', 'LIST-OWN']);
    expect(await codes(other)).toEqual(['LIST-ALL', 'LIST-EXCEPT']);
    const own = await owner.call('GET', `/coupons/user/${owner.userId}`);
    expect(own.body).toMatchObject({ used: [], expired: [{ code: 'LIST-OVER' }] });
    expect((await other.call('GET', `/coupons/user/${owner.userId}`)).status).toBe(403);
    const first = (await owner.call('GET', '/coupons?limit=1')).body as { next: string };
    expect((await owner.call('GET', `/coupons?limit=1&cursor=${first.next}`)).body).not.toMatchObject({
      coupons: [{ code: first.next }],
    });
  });

  it('are not listed once their budget is spent', async () => {
    const buyer = await newShopper(shop);
    await createCoupon(shop, 'ALL-SPENT', { budgetPaise: 5_000 });
    const isListed = async (): Promise<boolean> => {
      const { coupons } = (await buyer.call('GET', '/coupons?limit=100')).body as { coupons: { code: string }[] };
      return coupons.some(({ code }) => code === 'ALL-SPENT');
    };
    expect(await isListed()).toBe(true);
    const sale = { userId: buyer.userId, subtotalPaise: 80_000 };
    const body = { code: 'ALL-SPENT', orderId: uuidV7(), sale };
    const token = await shop.tokenFor(['service']);
    expect((await shop.call('POST', '/coupons/redeem', { token, body })).status).toBe(200);
    await shop.settled();
    expect(await isListed()).toBe(false);
  });

  it('cannot be found by guessing', async () => {
    const guesser = await newShopper(shop);
    const answers = [];
    for (let n = 0; n <= codeGuessing.value.missesMax; n += 1)
      answers.push(await guesser.call('GET', `/coupons/GUESS-${n}`));
    expect(answers.slice(0, -1).every(({ status }) => status === 404)).toBe(true);
    expect(answers.at(-1)).toMatchObject({ status: 429 });
    expect(answers.at(-1)!.headers.get('retry-after')).toMatch(/^\d+$/);
    await guesser.fill(goods);
    expect((await guesser.apply('LIST-ALL')).status).toBe(429);
    expect((await (await newShopper(shop)).call('GET', '/coupons/LIST-ALL')).status).toBe(200);
  });

  it('come in batches of unguessable codes', async () => {
    const discount = { type: 'fixed', amountPaise: 5_000 };
    const body = { count: 5, prefix: 'diwali', discount, usesMax: 1 };
    const batch = (await shop.call('POST', '/coupons/batches', { token: admin, body })).body as { codes: string[] };
    expect(new Set(batch.codes).size).toBe(5);
    expect(batch.codes[0]).toMatch(/^DIWALI[A-Z2-9]{10}$/);
    const { fill, apply } = await newShopper(shop);
    await fill(goods);
    expect((await apply(batch.codes[3]!.toLowerCase())).body).toMatchObject({ coupon: { applied: true } });
  });
});

describe('redeeming', () => {
  const redeem = async (code: string, userId: string, orderId = uuidV7()) =>
    shop.call('POST', '/coupons/redeem', {
      token: await service(),
      body: { code, orderId, sale: { userId, subtotalPaise: 80_000 } },
    });

  it('counts once per order, and not for an order that does not exist', async () => {
    await createCoupon(shop, 'ONCE', { usesPerUserMax: 2 });
    const { userId, call } = await newShopper(shop);
    const orderId = uuidV7();
    expect((await redeem('once', userId, orderId)).body).toMatchObject({
      code: 'ONCE',
      orderId,
      discount: { amount: 5_000 },
    });
    expect((await redeem('once', userId, orderId)).status).toBe(200);
    expect((await redeem('once', userId)).status).toBe(200);
    expect(await redeem('once', userId)).toMatchObject({ status: 409, body: { code: 'CouponUserLimitReached' } });
    await shop.settled();
    expect((await call('GET', `/coupons/user/${userId}`)).body).toMatchObject({
      used: [{ coupon: { code: 'ONCE' } }, { coupon: { code: 'ONCE' } }],
    });
    expect((await call('POST', '/coupons/redeem', { code: 'ONCE', orderId: uuidV7() })).status).toBe(404);
    expect(
      (await call('POST', '/coupons/redeem', { code: 'ONCE', orderId: uuidV7(), sale: { userId, subtotalPaise: 1 } }))
        .status,
    ).toBe(404);
  });

  it('never goes beyond the limit, however many ask at once', async () => {
    await createCoupon(shop, 'RACE', { usesMax: 7 });
    const answers = await Promise.all(Array.from({ length: 40 }, () => redeem('RACE', uuidV7())));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(
      answers.filter(({ status, body }) => status === 409 && (body as { code: string }).code === 'CouponExhausted'),
    ).toHaveLength(33);
    await shop.settled();
    const all = (await shop.call('GET', '/coupons/all?limit=100', { token: admin })).body as { coupons: MadeCoupon[] };
    expect(all.coupons.find(({ code }) => code === 'RACE')).toMatchObject({
      uses: 7,
      redeemed: 7,
      discountGiven: { amount: 35_000 },
    });
  });
});
