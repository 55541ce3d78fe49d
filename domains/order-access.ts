import { vendor } from './catalogue/index.ts';
import { Refusal, type WriteContext } from './kernel/routes.ts';
import { isStaff } from './staff.ts';
import { vendorPart, type Order } from './order/index.ts';
import { actsFor } from './user/index.ts';

type Asked = Pick<WriteContext, 'caller' | 'facts'>;

/** The vendors of an order that belong to the caller's account. */
export const ownVendorsOf = async ({ lines }: Order, { caller, facts }: Asked): Promise<string[]> => {
  const owned: string[] = [];
  for (const vendorId of new Set(lines.map((line) => line.vendorId)))
    if (caller !== undefined && (await facts(vendor, vendorId)).state?.ownerUserId === caller.userId)
      owned.push(vendorId);
  return owned;
};

/**
 * What the caller may see of an order: all of it as its buyer or as staff, the part of its own lines as a vendor.
 * @throws Refusal OrderNotFound to anybody else
 */
export const visibleTo = async (state: Order, context: Asked): Promise<Order> => {
  if (state.userId === context.caller?.userId || isStaff(context)) return state;
  const owned = await ownVendorsOf(state, context);
  if (owned.length > 0) return vendorPart(state, owned);
  if (await actsFor(context, state.userId)) return state;
  throw new Refusal('OrderNotFound', 'You have no order with this id.');
};
