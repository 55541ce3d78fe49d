import { expect } from 'vitest';
import type { Article, Buyer, Shop } from './purchase.ts';
import { buyAndPay, newBuyer, ok, simulate } from './purchase.ts';
import type { TestSystem } from './system.ts';

/** What the people behind an order do: buy, ship, give back, look at it. */
export const orderDesk = (system: TestSystem, shop: Shop, article: Article) => {
  const confirmed = async (quantity = 1): Promise<{ buyer: Buyer; id: string }> => {
    const buyer = await newBuyer(system);
    return { buyer, id: (await buyAndPay(buyer, system, article, quantity)).body.orderId as string };
  };
  const asOwner = (method: string, path: string, body: object = {}) =>
    system.call(method, path, { token: shop.ownerToken, body });
  const asAdmin = (method: string, path: string, body: object = {}) =>
    system.call(method, path, { token: shop.admin, body });
  const statusOf = async (buyer: Buyer, id: string) => (await buyer.get(`/orders/${id}`)).body.status;
  const shipped = async (id: string) => {
    const parcel = { courier: 'Delhivery', trackingNumber: `AWB-${id}` };
    return ok(await asOwner('POST', `/orders/${id}/ship`, parcel)).body.shipments[0].id as string;
  };
  /** Plays the bank, which takes days: every refund that the gateway has accepted arrives, and the order comes to know it. */
  const refundedTo = async (buyer: Buyer, id: string, amount: number) => {
    const accepted = async () => {
      const [payment] = (await buyer.get(`/payments/order/${id}`)).body.payments;
      return payment.refunds as { gatewayRefundId: string | null; amount: { amount: number } }[];
    };
    const paise = async () =>
      (await accepted()).reduce((sum, each) => sum + (each.gatewayRefundId === null ? 0 : each.amount.amount), 0);
    await expect.poll(paise, { timeout: 20_000 }).toBe(amount);
    for (const { gatewayRefundId } of await accepted())
      await simulate(system, `refunds/${gatewayRefundId}`, { status: 'processed' });
    await expect
      .poll(async () => (await buyer.get(`/orders/${id}`)).body.totals.refunded.amount, { timeout: 20_000 })
      .toBe(amount);
  };
  return { confirmed, asOwner, asAdmin, statusOf, shipped, refundedTo };
};
