import { describe, expect, it } from 'vitest';
import { address } from '../support/address.ts';
import { openedShop } from '../support/opened-shop.ts';
import { newBuyer, ok, openShop, payAtGateway, type Buyer } from '../support/purchase.ts';

const { system, shop, desk } = await openedShop();
const other = await openShop(system, 'Other Looms');
const [mine, theirs] = [await shop.sell(20, 61_100), await other.sell(20, 73_300)];
const OWN_PAISE = 61_100;

type Order = { readonly id: string; readonly buyer: Buyer; readonly secrets: readonly string[] };
/** One order of two vendors, and what the first of them must never read of it. */
const ordered = async (paymentMethod: 'PREPAID' | 'COD'): Promise<Order> => {
  const buyer = await newBuyer(system);
  const items = [mine, theirs].map((article) => ({ ...article, quantity: 1 }));
  const { orderId: id, payment } = ok(await buyer.place({ paymentMethod, items })).body;
  if (paymentMethod === 'PREPAID') {
    const paid = await payAtGateway(system, payment.gatewayOrderId);
    ok(await buyer.post('/payments/verify', { orderId: id, ...paid }), 200);
  }
  const whole = (await buyer.get(`/orders/${id}`)).body;
  const foreign = whole.lines.find(({ productId }: { productId: string }) => productId === theirs.productId);
  const secrets = [foreign.id, theirs.productId, other.vendorId, '73300', String(whole.totals.total.amount)];
  return { id, buyer, secrets: [...secrets, '134400', address.phone] };
};
const asMine = (method: string, path: string, body?: object) =>
  system.call(method, path, { token: shop.ownerToken, ...(body === undefined ? {} : { body }) });
const leaks = (body: unknown, { secrets }: Order): string[] =>
  secrets.filter((secret) => JSON.stringify(body).includes(secret));

describe.each(['PREPAID', 'COD'] as const)('an order over two vendors, paid %s', (method) => {
  it('shows each vendor its own lines and their money alone, whatever it asks and does', async () => {
    const order = await ordered(method);
    const { id, buyer } = order;
    const reads = ['', '?asOf=1', '/tracking', '/invoices', '/bookings'].map((path) => `/orders/${id}${path}`);
    const { paymentId } = (await buyer.get(`/orders/${id}`)).body;
    const look = async () => {
      for (const path of [...reads, `/payments/order/${id}`, `/payments/${paymentId}`]) {
        const { body } = ok(await asMine('GET', path), 200);
        expect(leaks(body, order), path).toEqual([]);
      }
    };
    await look();
    expect((await asMine('GET', `/orders/${id}`)).body.totals).toMatchObject({ total: { amount: OWN_PAISE } });
    expect((await asMine('GET', `/payments/order/${id}`)).body.payments).toMatchObject([
      { amount: { amount: OWN_PAISE }, refunds: [] },
    ]);
    const [foreign] = ok(
      await system.call('POST', `/orders/${id}/ship`, {
        token: other.ownerToken,
        body: { courier: 'Delhivery', trackingNumber: 'AWB-THEIRS' },
      }),
    ).body.shipments;
    expect((await asMine('POST', `/orders/${id}/deliver`, {})).status, 'the parcel of the other').toBe(404);
    expect((await asMine('POST', `/orders/${id}/deliver`, { shipmentId: foreign.id })).status).toBe(404);
    for (const [verb, path, body] of [
      ['PUT', 'status', { status: 'processing' }],
      ['PUT', 'status', { status: 'packed' }],
      ['POST', 'ship', { courier: 'Delhivery', trackingNumber: 'AWB-MINE' }],
      ['POST', 'deliver', {}],
    ] as const) {
      const answer = ok(await asMine(verb, `/orders/${id}/${path}`, body));
      expect(leaks(answer.body, order), path).toEqual([]);
    }
    await system.settled();
    await look();
    const states = (await buyer.get(`/orders/${id}`)).body.shipments.map(({ status }: { status: string }) => status);
    expect(states.sort()).toEqual(['delivered', 'shipped']);
  });

  it('shows a cancellation to the vendor that it concerns', async () => {
    const order = await ordered(method);
    const { id, buyer } = order;
    const lines = (await buyer.get(`/orders/${id}`)).body.lines as { id: string; productId: string }[];
    const foreign = lines.find(({ productId }) => productId === theirs.productId)!;
    ok(await desk.asAdmin('POST', `/orders/${id}/cancel`, { lineIds: [foreign.id] }));
    await system.settled();
    const seen = ok(await asMine('GET', `/orders/${id}`), 200).body;
    expect([leaks(seen, order), seen.cancellations]).toEqual([[], []]);
    const own = ok(await asMine('POST', `/orders/${id}/cancel`, { reason: 'outOfStock' })).body;
    expect([leaks(own, order), own.cancellations.length, own.status]).toEqual([[], 1, 'cancelled']);
  });
});
