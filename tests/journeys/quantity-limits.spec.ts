import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderDesk } from '../support/order-desk.ts';
import { ok, openShop, type Article, type Shop } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

/** Sold by 2 to 4 pieces an order. */
let limited: Article;
let system: TestSystem;
let shop: Shop;
let desk: ReturnType<typeof orderDesk>;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
  const plain = await shop.sell(20);
  desk = orderDesk(system, shop, plain);
  limited = await shop.sell(20);
  const path = `/products/${limited.productId}/variants/${limited.variantId}`;
  const body = { size: 'M', pricePaise: 60_000, mrpPaise: 120_000, quantityMin: 2, quantityMax: 4 };
  ok(await system.call('PUT', path, { token: shop.admin, body }));
});
afterAll(() => system.stop());

const notAllowed = { status: 409, body: { code: 'QuantityNotAllowed' } };

describe('an article that is sold by 2 to 4 pieces', () => {
  it('is not ordered with fewer or more, also when several lines name it', async () => {
    const { buyer } = await desk.confirmed();
    const place = (...quantities: number[]) =>
      buyer.place({ paymentMethod: 'COD', items: quantities.map((quantity) => ({ ...limited, quantity })) });
    expect(await place(1)).toMatchObject(notAllowed);
    expect(await place(5)).toMatchObject(notAllowed);
    expect(await place(3, 3)).toMatchObject(notAllowed);
    ok(await place(1, 1));
  });

  it('is not added to an order beyond 4, and what leaves in the same change makes room', async () => {
    const { buyer } = await desk.confirmed();
    const { orderId: id } = ok(await buyer.buy(limited, 3, { paymentMethod: 'COD' })).body as { orderId: string };
    await system.settled();
    const lineId = (await buyer.get(`/orders/${id}`)).body.lines[0].id as string;
    const edit = (body: object) => buyer.post(`/orders/${id}/edits`, body);
    expect(await edit({ add: [{ ...limited, quantity: 2 }] })).toMatchObject(notAllowed);
    expect(await edit({ remove: [{ lineId, quantity: 3 }], add: [{ ...limited, quantity: 1 }] })).toMatchObject(
      notAllowed,
    );
    const swap = { remove: [{ lineId, quantity: 2 }], add: [{ ...limited, quantity: 2 }] };
    expect(ok(await edit(swap)).body).toMatchObject({ edit: { status: 'applied' } });
  });
});
