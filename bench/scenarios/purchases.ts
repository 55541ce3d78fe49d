import { LoadClient, type Scenario } from '../support/load.ts';
import { articlesOf, makeBuyers, type Article, type Buyer } from '../support/shop.ts';

const BUYERS = 64;
const ARTICLES = 50;
/** A usual cart. */
const LINES = 5;
/** CPU time per checkout falls by a third over so many, while the code is compiled. */
const WARM_UP = 400;

type Placed = { readonly orderId: string; readonly payment: { readonly gatewayOrderId: string | null } | null };
type Paid = {
  readonly razorpay_order_id: string;
  readonly razorpay_payment_id: string;
  readonly razorpay_signature: string;
};

const addToCart = (client: LoadClient, { userId, token }: Buyer, article: Article): Promise<unknown> =>
  client.send({ method: 'POST', path: `/api/v1/cart/${userId}/items`, token, body: { ...article, quantity: 1 } });

/** The system under load, and the vendor at whom the phone pays directly. */
type Parties = { readonly client: LoadClient; readonly vendor: LoadClient };

/** From the empty cart to the confirmed order, as the app does it: two lines, the order, the payment, its verification. */
const checkOut = async (
  { client, vendor }: Parties,
  buyer: Buyer,
  articles: readonly [Article, Article],
): Promise<void> => {
  const { token } = buyer;
  for (const article of articles) await addToCart(client, buyer, article);
  const placed = (
    await client.send({ method: 'POST', path: '/api/v1/orders', token, body: { paymentMethod: 'PREPAID' } })
  ).body as Placed;
  const opened = (
    await client.send({
      method: 'POST',
      path: '/api/v1/payments/create-order',
      token,
      body: { orderId: placed.orderId },
    })
  ).body as { gatewayOrderId: string };
  const paid = (
    await vendor.send({
      method: 'POST',
      path: '/simulators/razorpay/pay',
      body: { orderId: opened.gatewayOrderId, outcome: 'captured' },
    })
  ).body as Paid;
  const { razorpay_order_id, razorpay_payment_id, razorpay_signature } = paid;
  const proof = { orderId: placed.orderId, razorpay_order_id, razorpay_payment_id, razorpay_signature };
  await client.send({ method: 'POST', path: '/api/v1/payments/verify', token, body: proof });
  const order = (await client.send({ path: `/api/v1/orders/${placed.orderId}`, token })).body as { status: string };
  if (order.status !== 'confirmed') client.errors += 1;
};

const checkout = (connections: number, units: number): Scenario => ({
  name: `checkout-${connections}`,
  budget: { cpuMs: 15, p95Ms: 50 },
  connections,
  units,
  warmUp: WARM_UP,
  prepare: async (system, client) => {
    const [articles, buyers] = [await articlesOf(client, ARTICLES), await makeBuyers(system, client, BUYERS)];
    const free = [...buyers];
    const vendor = new LoadClient(system.simulatorsUrl, connections);
    return async (unit) => {
      const buyer = free.pop()!;
      await checkOut({ client, vendor }, buyer, [articles[unit % ARTICLES]!, articles[(unit * 7 + 3) % ARTICLES]!]);
      free.unshift(buyer);
    };
  },
});

const cartLine: Scenario = {
  name: 'cart-line',
  budget: { cpuMs: 0.7, p95Ms: 10 },
  connections: 16,
  units: 2_000,
  prepare: async (system, client) => {
    const [articles, buyers] = [await articlesOf(client, ARTICLES), await makeBuyers(system, client, BUYERS)];
    const rounds = new Map<string, number>();
    return async (unit) => {
      const { userId, token } = buyers[unit % BUYERS]!;
      const round = rounds.get(userId) ?? 0;
      rounds.set(userId, round + 1);
      const { variantId, productId } = articles[round % LINES]!;
      // The first rounds add lines, later ones change their pieces: both are one event.
      await client.send(
        round < LINES
          ? { method: 'POST', path: `/api/v1/cart/${userId}/items`, token, body: { productId, variantId, quantity: 1 } }
          : {
              method: 'PUT',
              path: `/api/v1/cart/${userId}/items/${variantId}`,
              token,
              body: { quantity: 1 + (Math.floor(round / LINES) % 7) },
            },
      );
    };
  },
};

export const purchaseScenarios: readonly Scenario[] = [checkout(1, 100), checkout(16, 400), cartLine];
