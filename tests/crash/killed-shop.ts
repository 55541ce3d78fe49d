import { v7 as uuidV7 } from 'uuid';
import { expect, vi } from 'vitest';
import { jwtAccessTokens, loadSigningKey } from '../../infra/auth/access-tokens.ts';
import { address } from '../support/address.ts';
import type { SpawnedSystem } from '../support/spawned-system.ts';
import { PatientClient, type Answer } from './purchase-client.ts';

const BUYERS = 16;
const STOCK = 5_000;
/** Coins pay a part of every full thousand rupees. */
const PRICE_PAISE = 120_000;
/** Fewer than the purchases, so that it runs out. */
const COUPON_USES = 40;
const BUYER_COINS = 200;
const COINS_PER_ORDER = 10;
const MINUTES_SKIPPED = 2;
const MINUTES_PER_DAY = 1_440;
const TOKEN_SECONDS = 7_200;
const BUSY_AGAIN = { timeout: 240_000, interval: 50 };
/** About as long as a purchase takes. */
const BUYING_MS = 1_000;

type Placed = { readonly orderId: string };
type Opened = { readonly gatewayOrderId: string };
type Order = { readonly status: string; readonly lines: readonly { readonly quantity: number }[] };
type Counts = { readonly onHand: number; readonly reserved: number; readonly available: number };
type Stock = { readonly variants: readonly (Counts & { readonly variantId: string })[] };
type Payments = { readonly payments: readonly { readonly id: string; readonly status: string }[] };
type Payment = { readonly refundable: { readonly amount: number } };
type Coupon = { readonly uses: number; readonly redeemed: number };
type Wallet = { readonly spendable: number; readonly held: number };
type Ledger = { readonly sum: { readonly amount: number } };

/** What a purchase asked for, and the answers of its steps, so that one that never ends shows where it stopped. */
type Purchase = { readonly couponId?: string; readonly coins?: number; readonly trail: Answer[] };
type Purchases = Map<string, Purchase>;
type Bought = { readonly client: PatientClient; readonly userId: string; readonly purchases: Purchases };
export type KilledShop = {
  readonly admin: PatientClient;
  readonly productId: string;
  readonly couponId: string;
  readonly article: object;
  readonly newBuyer: () => Promise<Omit<Bought, 'purchases'>>;
};

/** One article, a coupon that runs out, and buyers with coins. */
export const openKilledShop = async (shop: SpawnedSystem): Promise<KilledShop> => {
  const admin = new PatientClient(shop.url, (await shop.tokens()).admin);
  const issuer = jwtAccessTokens(await loadSigningKey(`${shop.directory}/secrets/access-token-key.pem`), Date.now);
  const row = {
    externalId: `kill-${uuidV7()}`,
    name: 'Durable Kurta',
    vendor: 'Survivors',
    hsnCode: '6109',
    pricePaise: PRICE_PAISE,
    stock: STOCK,
    variants: [{ size: 'M' }],
  };
  const imported = (await admin.send('POST', '/catalogue/imports', [row])).body as { rows: { productId: string }[] };
  const { productId } = imported.rows[0]!;
  const { variants } = (await admin.send('GET', `/products/${productId}/inventory`)).body as Stock;
  const discount = { type: 'fixed', amountPaise: 1_000 };
  const coupon = await admin.send('POST', '/coupons', { code: `KILL${Date.now()}`, discount, usesMax: COUPON_USES });
  expect(coupon.status, JSON.stringify(coupon.body)).toBe(201);
  return {
    admin,
    productId,
    couponId: (coupon.body as { id: string }).id,
    article: { productId, variantId: variants[0]!.variantId },
    newBuyer: async () => {
      const userId = uuidV7();
      const client = new PatientClient(shop.url, await issuer.issue({ userId, roles: ['customer'] }, TOKEN_SECONDS));
      await client.send('POST', `/users/${userId}/addresses`, address);
      await admin.send('POST', `/wallet/${userId}/grants`, { coins: BUYER_COINS, reason: 'goodwill' });
      return { client, userId };
    },
  };
};

/** One purchase after another until told to stop; each is finished, however often the shop dies under it. */
const keepBuying = async (shop: KilledShop, { client, purchases }: Bought, isOver: () => boolean): Promise<void> => {
  while (!isOver()) {
    const asked = {
      ...(Math.random() < 0.5 ? { couponId: shop.couponId } : {}),
      ...(Math.random() < 0.3 ? { coins: COINS_PER_ORDER } : {}),
    };
    const items = [{ ...shop.article, quantity: 1 }];
    const placed = await client.send('POST', '/orders', { paymentMethod: 'PREPAID', items, ...asked });
    if (placed.status >= 400) continue;
    const { orderId } = placed.body as Placed;
    const trail: Answer[] = [placed];
    purchases.set(orderId, { ...asked, trail });
    const opened = await client.send('POST', '/payments/create-order', { orderId });
    trail.push(opened);
    if (opened.status >= 400) continue;
    const { gatewayOrderId } = opened.body as Opened;
    const pay = { orderId: gatewayOrderId, outcome: 'captured', webhooks: { duplicates: 1, reorder: true } };
    const paid = await client.send('POST', '/simulators/razorpay/pay', pay);
    trail.push(paid);
    // Half of the apps are closed as soon as the money is gone, so that only the gateway tells of it.
    if (paid.status < 400 && Math.random() < 0.5)
      trail.push(await client.send('POST', '/payments/verify', { orderId, ...(paid.body as object) }));
  }
};

export type Crowd = {
  /** Resolves in the middle of purchases: when some more have begun, and not all of them are over. */
  readonly inTheMiddle: () => Promise<void>;
  /** Lets everybody finish what they are at. */
  readonly goHome: () => Promise<readonly Bought[]>;
};

/** Sixteen buyers at once. */
export const openDoors = async (shop: KilledShop): Promise<Crowd> => {
  const buyers: Bought[] = await Promise.all(
    Array.from({ length: BUYERS }, async () => ({ ...(await shop.newBuyer()), purchases: new Map() })),
  );
  let over = false;
  const buying = Promise.all(buyers.map((buyer) => keepBuying(shop, buyer, () => over)));
  // Whoever waits for it hears of a failure; until then it is nobody's.
  buying.catch(() => undefined);
  const begun = (): number => buyers.reduce((sum, { purchases }) => sum + purchases.size, 0);
  return {
    inTheMiddle: async () => {
      const enough = begun() + BUYERS;
      await Promise.race([buying, vi.waitUntil(() => begun() >= enough, BUSY_AGAIN)]);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * BUYING_MS));
    },
    goHome: async () => {
      over = true;
      await buying;
      return buyers;
    },
  };
};

const endOf = async (client: PatientClient, orderId: string, { trail }: Purchase): Promise<Order> => {
  const order = await client.until<Order>(`/orders/${orderId}`, ({ status }) => status !== 'pending');
  expect(order, `order ${orderId} must come to an end: ${JSON.stringify(trail)}`).toBeDefined();
  expect(['confirmed', 'cancelled', 'rejected', 'expired']).toContain(order!.status);
  return order!;
};

/** A confirmed order is paid for once; of any other everything goes back that came in for it. */
const expectPaidOrReturned = async (client: PatientClient, orderId: string, isConfirmed: boolean): Promise<void> => {
  const captured = ({ payments }: Payments) => payments.filter(({ status }) => status === 'captured');
  const payments = await client.until<Payments>(
    `/payments/order/${orderId}`,
    (body) => !isConfirmed || captured(body).length === 1,
  );
  expect(payments, `order ${orderId} is confirmed and paid for once`).toBeDefined();
  if (isConfirmed) return;
  for (const { id } of captured(payments!)) {
    const back = await client.until<Payment>(`/payments/${id}`, ({ refundable }) => refundable.amount === 0);
    expect(back, `what was paid for ${orderId} goes back`).toBeDefined();
  }
};

/** Every purchase came to an end, and stock, coupon, coins, payments and ledger agree on which. Answers how many were sold. */
export const expectWholeShop = async (shop: KilledShop, done: readonly Bought[]): Promise<number> => {
  const { admin, productId, couponId } = shop;
  // The gateway repeats a report that found the shop dead after a minute; here that minute passes at once.
  const skipped = await admin.send('POST', '/simulators/razorpay/clock', { days: MINUTES_SKIPPED / MINUTES_PER_DAY });
  expect(skipped.status).toBe(200);
  let [sold, uses] = [0, 0];
  for (const { client, userId, purchases } of done) {
    let spent = 0;
    for (const [orderId, purchase] of purchases) {
      const isConfirmed = (await endOf(client, orderId, purchase)).status === 'confirmed';
      await expectPaidOrReturned(client, orderId, isConfirmed);
      if (!isConfirmed) continue;
      sold += 1;
      uses += purchase.couponId === undefined ? 0 : 1;
      spent += purchase.coins ?? 0;
    }
    const wallet = await client.until<Wallet>(`/wallet/${userId}`, ({ held }) => held === 0);
    expect(wallet?.spendable, `coins of ${userId}`).toBe(BUYER_COINS - spent);
  }
  const stock = await admin.until<Stock>(`/products/${productId}/inventory`, ({ variants: [v] }) => v!.reserved === 0);
  expect(stock?.variants[0]).toMatchObject({ onHand: STOCK - sold, reserved: 0, available: STOCK - sold });
  expect(uses).toBeLessThanOrEqual(COUPON_USES);
  const coupon = await admin.until<Coupon>(`/coupons/managed/${couponId}`, (body) => body.uses === uses);
  expect(coupon).toMatchObject({ uses, redeemed: uses });
  const ledger = (await admin.send('GET', '/ledger/balance-check')).body as Ledger;
  expect(ledger.sum.amount).toBe(0);
  return sold;
};
