import type { FastifyInstance, FastifyRequest } from 'fastify';
import { customerRoutes } from './customers.ts';
import { vendorId, wireNotes } from './entities.ts';
import type { OrderRecord, PaymentRecord } from './entities.ts';
import { guarded } from './guard.ts';
import type { VendorHandler } from './guard.ts';
import { createRefund } from './refunds.ts';
import { captureSchema, createOrderSchema, editOrderSchema, ordersPageSchema, pageSchema } from './requests.ts';
import { reconSchema } from './settlements.ts';
import { capture } from './transitions.ts';
import { VendorError, readVendor, unknownId } from './vendor-error.ts';
import type { World } from './world.ts';

const DAY_MINUTES = 1_440;
const PAYMENTS_OF_ORDER_MAX = 100;

/** The vendor's interface, as its documentation describes it. */
export function vendorRoutes(app: FastifyInstance, world: World): void {
  const { orders, payments, refunds } = world.store;
  const get = (path: string, call: string, handler: VendorHandler) => app.get(path, guarded(world, call, handler));
  const post = (path: string, call: string, handler: VendorHandler) => app.post(path, guarded(world, call, handler));

  post('/orders', 'orders.create', (request) => createOrder(world, request));
  get('/orders', 'orders.find', (request) => collection(findOrders(world, request)));
  get('/orders/:id', 'orders.fetch', (request) => known(orders.find(idOf(request))).wire);
  app.patch(
    '/orders/:id',
    guarded(world, 'orders.edit', (request) => editOrder(world, request)),
  );
  get('/orders/:id/payments', 'orders.payments', (request) => {
    const order = known(orders.find(idOf(request)));
    return collection(payments.ofOwner(order.wire.id, { count: PAYMENTS_OF_ORDER_MAX, skip: 0 }));
  });
  get('/payments', 'payments.list', (request) => collection(payments.page(readVendor(pageSchema, request.query))));
  get('/payments/:id', 'payments.fetch', (request) => known(payments.find(idOf(request))).wire);
  post('/payments/:id/capture', 'payments.capture', (request) => capturePayment(world, request));
  post('/payments/:id/refund', 'refunds.create', (request) => createRefund(world, request));
  get('/payments/:id/refunds', 'payments.refunds', (request) => {
    const payment = known(payments.find(idOf(request)));
    return collection(refunds.ofOwner(payment.wire.id, readVendor(pageSchema, request.query)));
  });
  get('/refunds', 'refunds.list', (request) => collection(refunds.page(readVendor(pageSchema, request.query))));
  get('/refunds/:id', 'refunds.fetch', (request) => known(refunds.find(idOf(request))).wire);
  customerRoutes(app, world);
  get('/settlements/recon/combined', 'settlements.recon', (request) => {
    const items = world.settlements.on(readVendor(reconSchema, request.query));
    return { entity: 'collection', count: items.length, items };
  });
}

function createOrder({ store, clock, options }: World, request: FastifyRequest) {
  const { amount, currency, receipt, notes, payment } = readVendor(createOrderSchema, request.body);
  const taken = typeof receipt === 'string' && store.orders.withLookup(receipt, { count: 1, skip: 0 }).length > 0;
  if (options.uniqueReceipts && taken) {
    throw new VendorError('The receipt has already been taken.', { field: 'receipt' });
  }
  const defaultMinutes = options.autoRefundDays * DAY_MINUTES;
  const order: OrderRecord = {
    wire: {
      id: vendorId('order'),
      entity: 'order',
      amount,
      amount_paid: 0,
      amount_due: amount,
      currency,
      receipt: receipt ?? null,
      offer_id: null,
      status: 'created',
      attempts: 0,
      notes: wireNotes(notes),
      created_at: clock.seconds(),
    },
    capture: {
      mode: payment?.capture ?? 'automatic',
      automaticExpiryMinutes: payment?.capture_options?.automatic_expiry_period ?? defaultMinutes,
      manualExpiryMinutes: payment?.capture_options?.manual_expiry_period ?? defaultMinutes,
    },
  };
  store.orders.save(order);
  return order.wire;
}

function findOrders({ store }: World, request: FastifyRequest): OrderRecord[] {
  const { receipt, authorized, ...page } = readVendor(ordersPageSchema, request.query);
  const found = receipt === undefined ? store.orders.page(page) : store.orders.withLookup(receipt, page);
  if (authorized === undefined) return found;
  return found.filter(({ wire }) => (authorized === '1') === hasAuthorized(store.payments.ofOwner(wire.id, firstPage)));
}

const firstPage = { count: PAYMENTS_OF_ORDER_MAX, skip: 0 };

function hasAuthorized(payments: readonly PaymentRecord[]): boolean {
  return payments.some(({ wire }) => wire.status === 'authorized');
}

function editOrder({ store }: World, request: FastifyRequest) {
  const order = known(store.orders.find(idOf(request)));
  order.wire.notes = wireNotes(readVendor(editOrderSchema, request.body).notes);
  store.orders.save(order);
  return order.wire;
}

function capturePayment(world: World, request: FastifyRequest) {
  const payment = known(world.store.payments.find(idOf(request)));
  const order = known(world.store.orders.find(payment.wire.order_id));
  const { amount } = readVendor(captureSchema, request.body);
  if (payment.wire.captured) throw new VendorError('This payment has already been captured');
  if (payment.wire.status !== 'authorized') {
    throw new VendorError('Only payments which have been authorized and not yet captured can be captured');
  }
  if (amount !== payment.wire.amount) {
    throw new VendorError('Capture amount must be equal to the amount authorized', { field: 'amount' });
  }
  if (order.wire.status === 'paid') throw new VendorError('Payment cannot be captured: the order is already paid');
  world.store.atomically(() => world.emit(payment, capture(world, payment, order)));
  return payment.wire;
}

function collection(records: readonly { readonly wire: unknown }[]) {
  return { entity: 'collection', count: records.length, items: records.map(({ wire }) => wire) };
}

export function known<T>(record: T | null): T {
  if (record === null) throw unknownId();
  return record;
}

export function idOf({ params }: FastifyRequest): string {
  return (params as { id: string }).id;
}
