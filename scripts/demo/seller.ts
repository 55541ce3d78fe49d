import type { History, Order } from './answers.ts';
import type { Buyer } from './buyer.ts';
import type { DemoReport } from './report.ts';
import type { Answer, ShopClient } from './shop-client.ts';

type Delivery = { readonly orderId: string; readonly admin: string; readonly buyer: Buyer };
const LOOKS_MAX = 40;
const PAUSE_MS = 50;

/** Sends each vendor's parcel on its way and delivers it, then reads the buyer's history. */
export const fulfil = async (
  shop: ShopClient,
  report: DemoReport,
  { orderId, admin, buyer }: Delivery,
): Promise<void> => {
  const { body: order } = await shop.send<Order>('GET', `/orders/${orderId}`, { token: admin });
  const vendorIds = [...new Set(order.lines.map(({ vendorId }) => vendorId))];
  let last: Answer<Order> | undefined;
  for (const vendorId of vendorIds) {
    const shipped = await report.step(
      'ship',
      () =>
        shop.send<Order>('POST', `/orders/${orderId}/ship`, {
          token: admin,
          body: { vendorId, courier: 'BlueDart', trackingNumber: `BD${Date.now()}` },
        }),
      ({ body }) => body.status,
    );
    const parcel = shipped.body.shipments.find((shipment) => shipment.vendorId === vendorId)!;
    last = await report.step(
      'deliver',
      () => shop.send<Order>('POST', `/orders/${orderId}/deliver`, { token: admin, body: { shipmentId: parcel.id } }),
      ({ body }) => body.status,
    );
  }
  report.check(last?.body.status === 'delivered', 'the order is delivered');
  const history = await report.step(
    'read the order history',
    () => findInHistory(shop, buyer, last?.position),
    ({ body }) => `${body.orders.length} order(s), the newest ${body.orders[0]?.status ?? 'none'}`,
  );
  report.check(history.body.orders[0]?.id === orderId, 'the history begins with this order');
};

/** Read-After makes the read model wait for the delivery; a 503 says that it needs a moment more. */
const findInHistory = async (
  shop: ShopClient,
  { userId, token }: Buyer,
  readAfter: string | undefined,
): Promise<Answer<History>> => {
  for (let look = 1; ; look += 1)
    try {
      return await shop.send<History>('GET', `/orders/user/${userId}`, { token, readAfter });
    } catch (error) {
      if (look === LOOKS_MAX) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
};
