import { afterAll, beforeAll, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { jwtAccessTokens, loadSigningKey } from '../../infra/auth/access-tokens.ts';
import { spawnSystem, type SpawnedSystem } from '../support/spawned-system.ts';
import { PatientClient } from './purchase-client.ts';

const KILLS = 5;
const BUYERS = 4;
const STOCK = 1_000;
const LIFE_MIN_MS = 600;
const LIFE_SPREAD_MS = 1_500;
const PRICE_PAISE = 79_900;
const ADDRESS = {
  fullName: 'A Buyer',
  phone: '9876543210',
  line1: '4 Lake Road',
  city: 'Hyderabad',
  state: 'Telangana',
  postalCode: '500081',
};

type Imported = { readonly rows: readonly { readonly productId: string }[] };
type Placed = { readonly orderId: string };
type Opened = { readonly gatewayOrderId: string };
type Paid = {
  readonly razorpay_order_id: string;
  readonly razorpay_payment_id: string;
  readonly razorpay_signature: string;
};
type Order = { readonly status: string; readonly lines: readonly { readonly quantity: number }[] };
type Stock = {
  readonly variants: readonly {
    readonly variantId: string;
    readonly onHand: number;
    readonly reserved: number;
    readonly available: number;
  }[];
};
type Payments = {
  readonly payments: readonly { readonly status: string; readonly captured?: { readonly amount: number } }[];
};

let shop: SpawnedSystem;
beforeAll(async () => (shop = await spawnSystem()));
afterAll(() => shop.stop());

const tokenFor = async (userId: string): Promise<string> =>
  jwtAccessTokens(await loadSigningKey(`${shop.directory}/secrets/access-token-key.pem`), Date.now).issue(
    { userId, roles: ['customer'] },
    7_200,
  );

/** One purchase after another until told to stop; each is finished, however often the shop dies under it. */
const keepBuying = async (
  client: PatientClient,
  userId: string,
  article: object,
  isOver: () => boolean,
): Promise<string[]> => {
  const orders: string[] = [];
  while (!isOver()) {
    await client.send('POST', `/cart/${userId}/items`, { ...article, quantity: 1 });
    const placed = await client.send('POST', '/orders', { paymentMethod: 'PREPAID' });
    if (placed.status >= 400) continue;
    const { orderId } = placed.body as Placed;
    orders.push(orderId);
    const opened = await client.send('POST', '/payments/create-order', { orderId });
    if (opened.status >= 400) continue;
    const paid = await client.send('POST', '/simulators/razorpay/pay', {
      orderId: (opened.body as Opened).gatewayOrderId,
      outcome: 'captured',
    });
    if (paid.status >= 400) continue;
    const { razorpay_order_id, razorpay_payment_id, razorpay_signature } = paid.body as Paid;
    await client.send('POST', '/payments/verify', {
      orderId,
      razorpay_order_id,
      razorpay_payment_id,
      razorpay_signature,
    });
  }
  return orders;
};

it('completes or compensates every purchase, however often it is killed', async () => {
  const admin = new PatientClient(shop.url, (await shop.tokens()).admin);
  const row = {
    externalId: 'kill-1',
    name: 'Durable Kurta',
    vendor: 'Survivors',
    hsnCode: '6109',
    pricePaise: PRICE_PAISE,
    stock: STOCK,
    variants: [{ size: 'M' }],
  };
  const imported = (await admin.send('POST', '/catalogue/imports', [row])).body as Imported;
  const { productId } = imported.rows[0]!;
  const before = (await admin.send('GET', `/products/${productId}/inventory`)).body as Stock;
  const article = { productId, variantId: before.variants[0]!.variantId };

  let over = false;
  const buyers = Array.from({ length: BUYERS }, async () => {
    const userId = uuidV7();
    const client = new PatientClient(shop.url, await tokenFor(userId));
    await client.send('POST', `/users/${userId}/addresses`, ADDRESS);
    return { client, orders: await keepBuying(client, userId, article, () => over) };
  });
  for (let kill = 0; kill < KILLS; kill += 1) {
    await new Promise((resolve) => setTimeout(resolve, LIFE_MIN_MS + Math.random() * LIFE_SPREAD_MS));
    await shop.kill();
    await shop.restart();
  }
  over = true;
  const done = await Promise.all(buyers);

  let sold = 0;
  let finished = 0;
  for (const { client, orders } of done)
    for (const orderId of orders) {
      const order = await client.until<Order>(`/orders/${orderId}`, ({ status }) => status !== 'pending');
      expect(order, `order ${orderId} must come to an end`).toBeDefined();
      finished += 1;
      if (order!.status === 'confirmed') sold += order!.lines.reduce((sum, { quantity }) => sum + quantity, 0);
      else expect(['cancelled', 'rejected', 'expired']).toContain(order!.status);
      const { payments } = (await client.send('GET', `/payments/order/${orderId}`)).body as Payments;
      const captured = payments.filter(({ status }) => status === 'captured').length;
      expect(captured, `order ${orderId} is ${order!.status}`).toBe(order!.status === 'confirmed' ? 1 : 0);
    }
  const after = await admin.until<Stock>(
    `/products/${productId}/inventory`,
    ({ variants }) => variants[0]!.reserved === 0,
  );
  expect(after?.variants[0]).toMatchObject({ onHand: STOCK - sold, reserved: 0, available: STOCK - sold });
  expect(finished).toBeGreaterThan(KILLS);
  expect(sold).toBeGreaterThan(0);
}, 240_000);
