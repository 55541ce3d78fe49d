import type {
  Book,
  Cart,
  Challenge,
  Opened,
  Order,
  Paid,
  Placed,
  ProductDetail,
  ProductList,
  SignedIn,
  Verified,
  Wallet,
} from './answers.ts';
import { rupees, type DemoReport } from './report.ts';
import { askUntil, type ShopClient } from './shop-client.ts';

export type Buyer = { readonly userId: string; readonly token: string };
export type FilledCart = { readonly total: number; readonly coins: number };
export type PlacedOrder = { readonly orderId: string; readonly orderNumber: string };

const ADDRESS = {
  label: 'Home',
  fullName: 'Asha Rao',
  phone: '9876543210',
  line1: '4 Lake Road',
  city: 'Hyderabad',
  state: 'Telangana',
  postalCode: '500081',
};
const COUPON = 'SAVE10';
const COINS = 60;
const SMS_LOOKS_MAX = 50;
const SMS_PAUSE_MS = 50;

const randomPhone = (): string => `+919${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`;

/** The code that the simulated carrier delivered; it takes a moment, as with a real one. */
const readCode = async (shop: ShopClient, phone: string): Promise<string> => {
  for (let look = 0; look < SMS_LOOKS_MAX; look += 1) {
    const { body } = await shop.send<unknown>('GET', `/simulators/sms/messages?phone=${encodeURIComponent(phone)}`);
    const code = /\b\d{6}\b/.exec(JSON.stringify(body))?.[0];
    if (code !== undefined) return code;
    await new Promise((resolve) => setTimeout(resolve, SMS_PAUSE_MS));
  }
  throw new Error('no text message arrived');
};

export const signIn = async (shop: ShopClient, report: DemoReport): Promise<Buyer> => {
  const phone = randomPhone();
  const sent = await report.step(
    'ask for a one-time password',
    () => shop.send<Challenge>('POST', '/users/otp/send', { body: { phone } }),
    ({ body }) => `valid for ${body.expiresInSeconds} s`,
  );
  const code = await report.step(
    'read the text message',
    () => readCode(shop, phone),
    () => 'arrived',
  );
  const { body } = await report.step(
    'sign up with the code',
    () =>
      shop.send<SignedIn>('POST', '/users/otp/verify', {
        body: { challengeId: sent.body.challengeId, code, name: 'Asha Rao' },
      }),
    (answer) => `${answer.body.status}, user ${answer.body.userId}`,
  );
  return { userId: body.userId, token: body.accessToken };
};

/** What a shopper has before the first purchase: an address, and some coins from the shop. */
export const prepare = async (
  shop: ShopClient,
  report: DemoReport,
  { userId, token }: Buyer,
  admin: string,
): Promise<void> => {
  await report.step(
    'add an address',
    () => shop.send<Book>('POST', `/users/${userId}/addresses`, { token, body: ADDRESS }),
    ({ body }) => `${body.addresses.length} in the book`,
  );
  await report.step(
    'welcome coins from the shop',
    () =>
      shop.send<Wallet>('POST', `/wallet/${userId}/grants`, {
        token: admin,
        body: { coins: 500, reason: 'goodwill' },
      }),
    ({ body }) => `${body.spendable} to spend`,
  );
};

export const fillCart = async (shop: ShopClient, report: DemoReport, { userId, token }: Buyer): Promise<FilledCart> => {
  const list = await report.step(
    'browse the newest products',
    () => shop.send<ProductList>('GET', '/products?limit=20&inStock=true'),
    ({ body }) => `${body.products.length} products, ${body.facets?.brands.length ?? 0} brands`,
  );
  const found = await report.step(
    'search for "kurta"',
    () => shop.send<ProductList>('GET', '/products/search?q=kurta&inStock=true&limit=5'),
    ({ body }) =>
      body.products
        .map(({ name }) => name)
        .slice(0, 2)
        .join('; '),
  );
  const chosen = [...found.body.products, ...list.body.products]
    .filter((product, index, all) => all.findIndex(({ id }) => id === product.id) === index)
    .slice(0, 2);
  for (const { id, name } of chosen) {
    const detail = await report.step(
      'look at a product',
      () => shop.send<ProductDetail>('GET', `/products/${id}`),
      ({ body }) => `${name}: ${body.variants.length} variants`,
    );
    const variant = detail.body.variants.find(({ available }) => available > 0);
    await report.step(
      'put it into the cart',
      () =>
        shop.send<Cart>('POST', `/cart/${userId}/items`, {
          token,
          body: { productId: id, variantId: variant?.id, quantity: 2 },
        }),
      ({ body }) => `total ${rupees(body.totals.total)}`,
    );
  }
  await report.step(
    `apply the coupon ${COUPON}`,
    () => shop.send<Cart>('POST', `/cart/${userId}/apply-coupon`, { token, body: { code: COUPON } }),
    ({ body }) => `saves ${rupees(body.totals.couponDiscount)}, total ${rupees(body.totals.total)}`,
  );
  const { body: cart } = await report.step(
    `apply ${COINS} coins`,
    () => shop.send<Cart>('POST', `/cart/${userId}/apply-coins`, { token, body: { coins: COINS } }),
    ({ body }) => `${body.coins.applied} coins applied, total ${rupees(body.totals.total)}`,
  );
  return { total: cart.totals.total.amount, coins: cart.coins.applied };
};

export const buy = async (
  shop: ShopClient,
  report: DemoReport,
  { userId, token }: Buyer,
  cart: FilledCart,
): Promise<PlacedOrder> => {
  const placed = await report.step(
    'place the order',
    () => shop.send<Placed>('POST', '/orders', { token, body: { paymentMethod: 'PREPAID' } }),
    ({ body }) => `${body.orderNumber}, ${body.status}, ${rupees(body.total)}`,
  );
  const { orderId, orderNumber } = placed.body;
  report.check(placed.body.total.amount === cart.total, 'the order costs what the cart said');
  const opened = await report.step(
    'ask for the gateway order',
    () => shop.send<Opened>('POST', '/payments/create-order', { token, body: { orderId } }),
    ({ body }) => body.gatewayOrderId,
  );
  const paid = await report.step(
    'pay at the gateway',
    () =>
      shop.send<Paid>('POST', '/simulators/razorpay/pay', {
        body: { orderId: opened.body.gatewayOrderId, outcome: 'captured' },
      }),
    ({ body }) => body.razorpay_payment_id,
  );
  const { razorpay_order_id, razorpay_payment_id, razorpay_signature } = paid.body;
  await report.step(
    'verify the payment',
    () =>
      shop.send<Verified>('POST', '/payments/verify', {
        token,
        body: { orderId, razorpay_order_id, razorpay_payment_id, razorpay_signature },
      }),
    ({ body }) => `payment ${body.status}, order ${body.orderStatus}`,
  );
  const order = await report.step(
    'read the order',
    () => shop.send<Order>('GET', `/orders/${orderId}`, { token }),
    ({ body }) => body.status,
  );
  report.check(order.body.status === 'confirmed', 'the order is confirmed');
  const isSettled = ({ itemCount, coins }: Cart): boolean => itemCount === 0 && coins.balance === 500 - cart.coins;
  const after = await report.step(
    'look into the cart',
    () => askUntil(() => shop.send<Cart>('GET', `/cart/${userId}`, { token }), isSettled),
    ({ body }) => `${body.itemCount} items`,
  );
  report.check(after.body.itemCount === 0, 'the cart is empty again');
  report.check(after.body.coins.balance === 500 - cart.coins, 'the coins are spent, once');
  return { orderId, orderNumber };
};
