import { vendor } from '../../domains/catalogue/index.ts';
import { Refusal, type WriteContext } from '../../domains/kernel/routes.ts';
import { isStaff } from '../../domains/staff.ts';
import { visibleTo } from '../../domains/order-access.ts';
import { order, orderView, type Order, type OrderView } from '../../domains/order/index.ts';
import { actsFor } from '../../domains/user/index.ts';
import type { OrderId, VendorId } from '../../event-schemas/primitives.ts';

/** The order after a write, as much of it as the caller may see. */
export const viewOf = async (
  { state }: { readonly state: Order | undefined },
  context: WriteContext,
): Promise<OrderView> => orderView(await visibleTo(state!, context), context.now);

/** The order, for its buyer and for staff; anybody else learns nothing, not even that it exists. */
export const ownOrder = async (orderId: OrderId, context: WriteContext): Promise<Order> => {
  const { state } = await context.facts(order, orderId);
  if (state === undefined || (!isStaff(context) && !(await actsFor(context, state.userId))))
    throw new Refusal('OrderNotFound', 'You have no order with this id.');
  return state;
};

/** The order, whoever asks: what the caller may do with it is for the route to find out. */
export const presentOrder = async (orderId: OrderId, context: WriteContext): Promise<Order> => {
  const { state } = await context.facts(order, orderId);
  if (state === undefined) throw new Refusal('OrderNotFound', 'There is no order with this id.');
  return state;
};

/**
 * Whom the caller fulfils for: a vendor only for the vendor that belongs to its account, staff for whoever is named, or for
 * everybody. Undefined means every line.
 */
export const fulfilsFor = async (
  state: Order,
  named: VendorId | undefined,
  context: WriteContext,
): Promise<VendorId | undefined> => {
  if (isStaff(context)) return named;
  const vendorIds = named === undefined ? [...new Set(state.lines.map(({ vendorId }) => vendorId))] : [named];
  for (const vendorId of vendorIds) {
    const { state: seller } = await context.facts(vendor, vendorId);
    if (seller !== undefined && seller.ownerUserId === context.caller?.userId) return vendorId;
  }
  throw new Refusal('OrderNotFound', 'You have no lines in an order with this id.');
};

/** Whose goods leave in one parcel: the caller's, those of the named vendor, or of the only one in the order. */
export const sellerOfParcel = async (
  state: Order,
  named: VendorId | undefined,
  context: WriteContext,
): Promise<VendorId> => {
  const vendorIds = [...new Set(state.lines.map(({ vendorId }) => vendorId))];
  const vendorId = (await fulfilsFor(state, named, context)) ?? (vendorIds.length === 1 ? vendorIds[0] : undefined);
  if (vendorId === undefined)
    throw new Refusal('VendorNeeded', 'Lines of several vendors leave in parcels of their own; name the vendorId.');
  return vendorId;
};
