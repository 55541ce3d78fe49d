import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderDesk } from '../support/order-desk.ts';
import { newBuyer, ok, openShop, type Shop } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const DAY_MS = 86_400_000;
let system: TestSystem;
let shop: Shop;
let desk: ReturnType<typeof orderDesk>;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
  desk = orderDesk(system, shop, await shop.sell(100));
});
afterAll(() => system.stop());

const underway = async () => {
  const { buyer, id } = await desk.confirmed();
  const parcel = `/orders/${id}/shipments/${await desk.shipped(id)}`;
  const fail = async (n: number) =>
    ok(
      await desk.asOwner('POST', `${parcel}/checkpoints`, {
        ...{ id: `f${n}`, status: 'deliveryFailed', reason: 'notAtHome' },
        at: `2026-01-0${n}T10:00:00.000Z`,
      }),
    );
  const issue = async () => (await buyer.get(`/orders/${id}`)).body.shipments[0].deliveryIssue as unknown;
  return { buyer, id, parcel, fail, issue };
};
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

describe('a parcel that could not be handed over', () => {
  it('is brought again when its buyer says so, and goes back after the third attempt', async () => {
    const { buyer, id, parcel, fail, issue } = await underway();
    const again = (attempt: number, on = inDays(3)) =>
      system.call('POST', `${parcel}/redelivery`, { token: buyer.token, body: { attempt, on, phone: '9876543210' } });
    expect((await again(1)).status).toBe(409);
    await fail(1);
    await fail(1);
    expect(await issue()).toEqual({ state: 'actionNeeded', attempts: 1, retryOn: null });
    expect((await again(1, inDays(20))).status).toBe(422);
    ok(await again(1));
    expect(await issue()).toEqual({ state: 'retryRequested', attempts: 1, retryOn: inDays(3) });
    await fail(2);
    await fail(3);
    expect(await issue()).toEqual({ state: 'goingBack', attempts: 3, retryOn: null });
    expect((await again(3)).body.code).toBe('DeliveryNotFailed');
    expect(await desk.statusOf(buyer, id)).toBe('shipped');
  });
  it('goes back when its buyer does not want it, and the money comes with its arrival; nobody else may say so', async () => {
    const { buyer, id, parcel, fail, issue } = await underway();
    await fail(1);
    const stranger = await newBuyer(system);
    const body = { attempt: 1 };
    expect((await system.call('POST', `${parcel}/send-back`, { token: stranger.token, body })).status).toBe(404);
    ok(await system.call('POST', `${parcel}/send-back`, { token: buyer.token, body }));
    expect(await issue()).toMatchObject({ state: 'goingBack' });
    const home = { id: 'home', status: 'returnedToOrigin', at: '2026-01-05T10:00:00.000Z' };
    const { totals } = ok(await desk.asOwner('POST', `${parcel}/checkpoints`, home)).body;
    await desk.refundedTo(buyer, id, totals.total.amount as number);
    expect(await desk.statusOf(buyer, id)).toBe('returned_to_origin');
    expect(await issue()).toBeNull();
  });
});
