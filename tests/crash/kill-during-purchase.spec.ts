import { afterAll, beforeAll, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { jwtAccessTokens, loadSigningKey } from '../../infra/auth/access-tokens.ts';
import { spawnSystem, type SpawnedSystem } from '../support/spawned-system.ts';
import { PatientClient, type Answer } from './purchase-client.ts';

const KILLS = 5;
const BUYERS = 4;
const STOCK = 1_000;
const LIFE_MIN_MS = 600;
const LIFE_SPREAD_MS = 1_500;
const MINUTES_SKIPPED = 2;
const MINUTES_PER_DAY = 1_440;
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

/** Order numbers with the answers of each step, so that a purchase that never ends shows where it stopped. */
type Trails = Map<string, Answer[]>;

/** One purchase after another until told to stop; each is finished, however often the shop dies under it. */
const keepBuying = async (
  client: PatientClient,
  userId: string,
  article: object,
  isOver: () => boolean,
): Promise<Trails> => {
  const trails: Trails = new Map();
  while (!isOver()) {
    await client.send('POST', `/cart/${userId}/items`, { ...article, quantity: 1 });
    const placed = await client.send('POST', '/orders', { paymentMethod: 'PREPAID' });
    if (placed.status >= 400) continue;
    const { orderId } = placed.body as Placed;
    const trail: Answer[] = [placed];
    trails.set(orderId, trail);
    const opened = await client.send('POST', '/payments/create-order', { orderId });
    trail.push(opened);
    if (opened.status >= 400) continue;
    const paid = await client.send('POST', '/simulators/razorpay/pay', {
      orderId: (opened.body as Opened).gatewayOrderId,
      outcome: 'captured',
    });
    trail.push(paid);
    if (paid.status >= 400) continue;
    const { razorpay_order_id, razorpay_payment_id, razorpay_signature } = paid.body as Paid;
    trail.push(
      await client.send('POST', '/payments/verify', {
        orderId,
        razorpay_order_id,
        razorpay_payment_id,
        razorpay_signature,
      }),
    );
  }
  return trails;
};

it('completes or compensates every purchase, however often it is killed', async () => {
  const admin = new PatientClient(shop.url, (await shop.tokens()).admin);
  const row = {
    externalId: `kill-${uuidV7()}`,
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
    return { client, trails: await keepBuying(client, userId, article, () => over) };
  });
  for (let kill = 0; kill < KILLS; kill += 1) {
    await new Promise((resolve) => setTimeout(resolve, LIFE_MIN_MS + Math.random() * LIFE_SPREAD_MS));
    await shop.kill();
    await shop.restart();
  }
  over = true;
  const done = await Promise.all(buyers);
  // The gateway repeats a report that found the shop dead after a minute; here that minute passes at once.
  const skipped = await admin.send('POST', '/simulators/razorpay/clock', { days: MINUTES_SKIPPED / MINUTES_PER_DAY });
  expect(skipped.status).toBe(200);

  let sold = 0;
  let finished = 0;
  for (const { client, trails } of done)
    for (const [orderId, trail] of trails) {
      const order = await client.until<Order>(`/orders/${orderId}`, ({ status }) => status !== 'pending');
      expect(order, `order ${orderId} must come to an end: ${JSON.stringify(trail)}`).toBeDefined();
      finished += 1;
      if (order!.status === 'confirmed') sold += order!.lines.reduce((sum, { quantity }) => sum + quantity, 0);
      else expect(['cancelled', 'rejected', 'expired']).toContain(order!.status);
      const captures = order!.status === 'confirmed' ? 1 : 0;
      const payments = await client.until<Payments>(
        `/payments/order/${orderId}`,
        (body) => body.payments.filter(({ status }) => status === 'captured').length === captures,
      );
      expect(payments, `order ${orderId} is ${order!.status} with ${captures} captured payments`).toBeDefined();
    }
  const after = await admin.until<Stock>(
    `/products/${productId}/inventory`,
    ({ variants }) => variants[0]!.reserved === 0,
  );
  expect(after?.variants[0]).toMatchObject({ onHand: STOCK - sold, reserved: 0, available: STOCK - sold });
  expect(finished).toBeGreaterThan(KILLS);
  expect(sold).toBeGreaterThan(0);
}, 240_000);
