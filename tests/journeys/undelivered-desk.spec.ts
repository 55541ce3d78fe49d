import { describe, expect, it } from 'vitest';
import { address } from '../support/address.ts';
import { mailTo } from '../support/mail.ts';
import { provenCustomer } from '../support/proven-customer.ts';
import { openedShop } from '../support/opened-shop.ts';
import { ok } from '../support/purchase.ts';

const REPORTS = 7;
const { system, shop, article, desk } = await openedShop();

const failAt = (parcel: string, n: number, day: number) =>
  desk.asOwner('POST', `${parcel}/checkpoints`, {
    ...{ id: `f${n}`, status: 'deliveryFailed', reason: 'notAtHome' },
    at: `2026-01-0${day}T10:00:00.000Z`,
  });
const listed = async (query = '') => {
  await system.settled();
  const answer = await system.call('GET', `/shipments/undelivered${query}`, { token: shop.admin });
  return ok(answer, 200).body as { shipments: { shipmentId: string; state: string }[]; next: string | null };
};

describe('the desk for parcels that could not be handed over', () => {
  it('counts three attempts however many are reported at the same moment, and sends the parcel back once', async () => {
    const { buyer, id } = await desk.confirmed();
    const shipmentId = await desk.shipped(id);
    const parcel = `/orders/${id}/shipments/${shipmentId}`;
    const answers = await Promise.all(Array.from({ length: REPORTS }, (_, n) => failAt(parcel, n, n + 1)));
    for (const answer of answers) ok(answer);
    const [shipment] = (await buyer.get(`/orders/${id}`)).body.shipments;
    expect(shipment.deliveryIssue).toEqual({ state: 'goingBack', attempts: 3, retryOn: null });
    await system.settled();
    const history = await system.call('GET', `/events/order/${id}`, { token: shop.admin });
    const types = (history.body.events as { type: string }[]).map(({ type }) => type);
    expect(types.filter((type) => type === 'DeliveryGivenUp')).toHaveLength(1);
    expect((await listed('?state=goingBack')).shipments).toMatchObject([{ shipmentId, attempts: 3 }]);
  });
  it('lists what is open page by page, by state, and no longer what arrived; nobody else may look', async () => {
    const parcels: { id: string; shipmentId: string; token: string }[] = [];
    for (let n = 1; n <= 3; n += 1) {
      const { buyer, id } = await desk.confirmed();
      const shipmentId = await desk.shipped(id);
      ok(await failAt(`/orders/${id}/shipments/${shipmentId}`, n, n));
      parcels.push({ id, shipmentId, token: buyer.token });
    }
    const [first, second, third] = parcels as [(typeof parcels)[0], (typeof parcels)[0], (typeof parcels)[0]];
    const page = await listed('?state=actionNeeded&limit=2');
    expect(page.shipments.map(({ shipmentId }) => shipmentId)).toEqual([third.shipmentId, second.shipmentId]);
    const rest = await listed(`?state=actionNeeded&limit=2&cursor=${page.next}`);
    expect(rest).toMatchObject({ shipments: [{ shipmentId: first.shipmentId, reason: 'notAtHome' }], next: null });
    const body = { attempt: 1, on: new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10) };
    const path = `/orders/${first.id}/shipments/${first.shipmentId}/redelivery`;
    ok(await system.call('POST', path, { token: first.token, body }));
    ok(await desk.asOwner('POST', `/orders/${second.id}/deliver`));
    ok(await failAt(`/orders/${second.id}/shipments/${second.shipmentId}`, 9, 9));
    expect((await listed('?state=actionNeeded')).shipments).toMatchObject([{ shipmentId: third.shipmentId }]);
    expect((await listed('?state=retryRequested')).shipments).toMatchObject([{ retryOn: body.on }]);
    expect((await system.call('GET', '/shipments/undelivered', { token: shop.ownerToken })).status).toBe(403);
  });
  it('writes to the buyer once for each failed attempt', async () => {
    const { userId, token, email } = await provenCustomer(system, 'asha.undelivered@example.com');
    ok(await system.call('POST', `/users/${userId}/addresses`, { token, body: address }));
    const order = { paymentMethod: 'COD', items: [{ ...article, quantity: 1 }] };
    const { orderId: id } = ok(await system.call('POST', '/orders', { token, body: order })).body as {
      orderId: string;
    };
    await system.settled();
    const parcel = `/orders/${id}/shipments/${await desk.shipped(id)}`;
    for (const [n, day] of [1, 1, 2].entries()) ok(await failAt(parcel, n, day));
    const mails = async () => (await mailTo(system, email)).filter(({ subject }) => subject.includes('handed over'));
    await expect.poll(async () => (await mails()).length, { timeout: 20_000 }).toBe(2);
    const [second, first] = await mails();
    expect(first?.text).toContain('attempt 1 of 3): nobody was there');
    expect(second?.text).toContain('attempt 2 of 3');
  });
});
