import { textAt, type Life } from './life.ts';
import type { World } from './operation.ts';

/** Places an order outside the measurement and remembers it as `<name>`, with its payment and what the gateway calls it. */
export const placeOrder = async (
  life: Life,
  world: World,
  { name, method = 'PREPAID' }: { readonly name: string; readonly method?: 'PREPAID' | 'COD' },
): Promise<void> => {
  const items = [{ productId: life.recall('product'), variantId: life.recall('otherVariant'), quantity: 1 }];
  const placed = await world.call(life, 'POST /orders', { body: { paymentMethod: method, items } });
  rememberOrder(life, name, placed);
};

export const rememberOrder = (life: Life, name: string, placed: unknown): void => {
  life.remember(name, textAt(placed, 'orderId'));
  const { payment } = placed as { readonly payment: unknown };
  if (payment !== null) life.remember(`${name}Payment`, textAt(payment, 'paymentId'));
};

/** Waits for the gateway's order, as the app does before it opens the gateway's form. */
export const openPayment = async (life: Life, world: World, name: string): Promise<string> => {
  const opened = await world.call(life, 'POST /payments/create-order', { body: { orderId: life.recall(name) } });
  life.remember(`${name}Payment`, textAt(opened, 'id'));
  return textAt(opened, 'gatewayOrderId');
};

export type Paid = {
  readonly razorpay_order_id: string;
  readonly razorpay_payment_id: string;
  readonly razorpay_signature: string;
};

/** Pays in the gateway's form; what it answers is what the app reports. Its webhooks do not come. */
export const payAtGateway = async (life: Life, world: World, gatewayOrderId: string): Promise<Paid> => {
  const { razorpay_order_id, razorpay_payment_id, razorpay_signature } = (await world.call(
    life,
    'POST /simulators/razorpay/pay',
    { as: 'nobody', body: { orderId: gatewayOrderId, outcome: 'captured', webhooks: { drop: true } } },
  )) as Paid;
  return { razorpay_order_id, razorpay_payment_id, razorpay_signature };
};

/** Places, pays and verifies. */
export const buy = async (life: Life, world: World, name: string): Promise<void> => {
  await placeOrder(life, world, { name });
  const paid = await payAtGateway(life, world, await openPayment(life, world, name));
  await world.call(life, 'POST /payments/verify', { body: { orderId: life.recall(name), ...paid } });
};

export const lineOf = async (life: Life, world: World, name: string): Promise<string> =>
  textAt(await world.call(life, 'GET /orders/{id}', { path: { id: life.recall(name) } }), 'lines', 0, 'id');
