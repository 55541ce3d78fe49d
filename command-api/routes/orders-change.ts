import { z } from 'zod';
import { cart } from '../../domains/cart/index.ts';
import { isOnSale, product, variantOf } from '../../domains/catalogue/index.ts';
import { availableOf, inventory } from '../../domains/inventory/index.ts';
import { derivedId } from '../../domains/kernel/derived-id.ts';
import { Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import { isStaff } from '../../domains/staff.ts';
import { CancelReason, LINES_MAX, order, OrderView, type OrderLine } from '../../domains/order/index.ts';
import { cartLimits } from '../../domains/policy/cart.ts';
import { AddressId, Id, OrderId, VendorId, type UserId } from '../../event-schemas/primitives.ts';
import { actsFor } from '../../domains/user/index.ts';
import { fulfilsFor, ownOrder, presentOrder, viewOf } from './order-access.ts';
import { deliveryAddressOf } from './order-address.ts';

const One = z.object({ id: OrderId });
const lineIds = z.array(Id).min(1).max(LINES_MAX).optional();
const route = { tag: 'Orders', params: One, reply: OrderView } as const;

const cancelOrder = writeRoute({
  ...route,
  method: 'POST',
  path: '/orders/:id/cancel',
  allow: ['customer', 'reseller', 'vendor', 'support', 'admin', 'service'],
  summary:
    'Cancel the order or some of its lines, before they leave; everything that was paid for them comes back. Lines that wait for goods can be cancelled for as long as they wait',
  body: z.object({ lineIds, reason: CancelReason.default('changedMind'), note: z.string().trim().max(500).optional() }),
  refusals: ['OrderNotFound', 'OrderNotCancellable', 'OrderNotConfirmed', 'CancelWindowClosed', 'OrderLineNotFound'],
  run: async ({ params: { id }, body }, context) => {
    const { state } = await context.facts(order, id);
    if (state === undefined) throw new Refusal('OrderNotFound', 'You have no order with this id.');
    const own = await actsFor(context, state.userId);
    const vendorId = own || isStaff(context) ? undefined : await fulfilsFor(state, undefined, context);
    const by = own ? 'customer' : vendorId === undefined ? 'staff' : 'vendor';
    const { reason, note } = body;
    return viewOf(
      await context.send(order, {
        type: 'CancelOrder',
        data: {
          orderId: id,
          cancellationId: context.newId('cancellation'),
          reason,
          by,
          ...(body.lineIds === undefined ? {} : { lineIds: body.lineIds }),
          ...(note === undefined ? {} : { note }),
          ...(vendorId === undefined ? {} : { vendorId }),
        },
      }),
      context,
    );
  },
});

const changeAddress = writeRoute({
  ...route,
  method: 'PUT',
  path: '/orders/:id/address',
  allow: ['customer', 'reseller', 'support', 'admin'],
  summary: 'Send the order to another address of the book, while no parcel has left',
  body: z.object({ addressId: AddressId }),
  refusals: [
    'OrderNotFound',
    'AddressNotFound',
    'AddressNotServiceable',
    'CashOnDeliveryNotOffered',
    'OrderStatusNotAllowed',
  ],
  run: async ({ params: { id }, body }, context) => {
    const { userId, paymentMethod } = await ownOrder(id, context);
    const address = await deliveryAddressOf({ userId, addressId: body.addressId, paymentMethod }, context);
    const data = { orderId: id, address, placeOfSupply: address.state };
    return viewOf(await context.send(order, { type: 'ChangeOrderAddress', data }), context);
  },
});

/** The one way to move an order by its status; what needs more than a word has a path of its own. */
const STEPS = { processing: 'StartProcessing', packed: 'PackOrder' } as const;
const changeStatus = writeRoute({
  ...route,
  method: 'PUT',
  path: '/orders/:id/status',
  allow: ['vendor', 'support', 'admin', 'service'],
  summary: 'Move the order, or the lines of a vendor, along its graph; shipping and delivery have paths of their own',
  body: z.object({ status: z.enum(['processing', 'packed']), lineIds, vendorId: VendorId.optional() }),
  refusals: [
    'OrderNotFound',
    'OrderNotConfirmed',
    'OrderStatusNotAllowed',
    'StockNotArrived',
    'OrderLineNotFound',
    'OrderLineNotYours',
  ],
  run: async ({ params: { id }, body }, context) => {
    const vendorId = await fulfilsFor(await presentOrder(id, context), body.vendorId, context);
    const data = {
      orderId: id,
      ...(body.lineIds === undefined ? {} : { lineIds: body.lineIds }),
      ...(vendorId === undefined ? {} : { vendorId }),
    };
    return viewOf(await context.send(order, { type: STEPS[body.status], data }), context);
  },
});

const Reordered = z.object({
  added: z.array(z.object({ variantId: Id, quantity: z.int() })),
  /** What could not be put into the cart, and why. */
  left: z.array(z.object({ variantId: Id, reason: z.string() })),
});

/** Puts one line of an old order into the cart at today's price, as many pieces as there are. */
const addAgain = async (
  line: Pick<OrderLine, 'productId' | 'variantId' | 'quantity'>,
  userId: UserId,
  context: WriteContext,
): Promise<{ quantity: number } | { reason: string }> => {
  const [{ state }, { state: stock }] = await Promise.all([
    context.facts(product, line.productId),
    context.facts(inventory, line.productId),
  ]);
  const variant = variantOf(state, line.variantId);
  if (state === undefined || variant === undefined || !isOnSale(state, line.variantId, context.now))
    return { reason: 'ProductNotAvailable' };
  const available = availableOf(stock, line.variantId, context.now);
  const quantity = Math.min(line.quantity, available, cartLimits.value.quantityMax);
  if (quantity < 1) return { reason: 'InsufficientStock' };
  const outcome = await context.attempt(cart, {
    type: 'AddCartItem',
    data: {
      userId: userId,
      additionId: derivedId(context.newId('reorder'), line.variantId),
      productId: line.productId,
      variantId: line.variantId,
      quantity,
      seenPaise: variant.pricePaise,
      mrpPaise: variant.mrpPaise,
      available,
    },
  });
  return 'rejected' in outcome ? { reason: outcome.rejected } : { quantity };
};

const reorder = writeRoute({
  ...route,
  method: 'POST',
  path: '/orders/:id/reorder',
  allow: ['customer', 'reseller'],
  summary: 'Put the articles of an order into the cart again, at their price of today',
  reply: Reordered,
  refusals: ['OrderNotFound'],
  run: async ({ params: { id } }, context) => {
    const { userId, lines } = await ownOrder(id, context);
    const added: z.infer<typeof Reordered>['added'] = [];
    const left: z.infer<typeof Reordered>['left'] = [];
    for (const line of lines) {
      const result = await addAgain(line, userId, context);
      if ('reason' in result) left.push({ variantId: line.variantId, reason: result.reason });
      else added.push({ variantId: line.variantId, quantity: result.quantity });
    }
    return { added, left };
  },
});

export const changeOrderWrites = [cancelOrder, changeAddress, changeStatus, reorder];
