import { addressBook } from '../../domains/address/aggregate.ts';
import { cart } from '../../domains/cart/aggregate.ts';
import type { Reactor, ReactorContext } from '../../domains/kernel/reactor.ts';
import { cartLimits } from '../../domains/policy/cart.ts';
import type { AccountEvent } from '../../domains/user/account/events.ts';
import { preference } from '../../domains/user/preference/aggregate.ts';
import type { PreferenceChanges, Preferences } from '../../domains/user/preference/events.ts';
import type { UserId } from '../../event-schemas/primitives.ts';

type Merged = Extract<AccountEvent, { type: 'AccountMergedInto' }>['data'];
type Way = { readonly from: UserId; readonly to: UserId };

/** Addresses that the other book has not; those that find no room there stay behind. */
const carryAddresses = async (context: ReactorContext, { from, to }: Way): Promise<void> => {
  const [theirs, own] = [(await context.facts(addressBook, from)).state, (await context.facts(addressBook, to)).state];
  const known = new Set(own.addresses.map(({ address }) => JSON.stringify(address)));
  for (const { addressId, address } of theirs.addresses) {
    if (address === null || known.has(JSON.stringify(address))) continue;
    await context.send({ type: 'AddAddress', data: { userId: to, addressId, address, makeDefault: false } }, addressId);
  }
};

const isUnsaid = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);

/** What the other account has not said for itself. */
const unsaid = (own: Preferences, theirs: Preferences): PreferenceChanges =>
  Object.fromEntries(
    Object.entries(theirs).filter(([field, value]) => isUnsaid(own[field as keyof Preferences]) && !isUnsaid(value)),
  );

const carryWardrobe = async (context: ReactorContext, { from, to }: Way): Promise<void> => {
  const [theirs, own] = [(await context.facts(preference, from)).state, (await context.facts(preference, to)).state];
  const changes = unsaid(own.preferences, theirs.preferences);
  await context.send({ type: 'ChangePreferences', data: { userId: to, changes } });
  for (const { measurementId, takenAt, values } of theirs.measurements)
    if (values !== null)
      await context.send(
        { type: 'TakeMeasurements', data: { userId: to, measurementId, takenAt, values } },
        measurementId,
      );
};

/** Both carts in one; how many pieces there are is looked at when the cart is shown and ordered. */
const carryCart = async (context: ReactorContext, { from, to }: Way): Promise<void> => {
  // Closed first, so that nothing comes in meanwhile that would stay behind.
  await context.send({ type: 'CloseGuestCart', data: { userId: from, mergedInto: to } });
  const { lines = [], saved = [], coupon } = (await context.facts(cart, from)).state.handedOver ?? {};
  const available = cartLimits.value.quantityMax;
  const data = { userId: to, guestId: from, lines: lines.map((line) => ({ line, available })), saved: [...saved] };
  await context.send({ type: 'MergeGuestCart', data: { ...data, ...(coupon && { coupon }) } });
  await context.send({ type: 'RecordGuestCartTaken', data: { userId: from } });
};

/**
 * Carries what is personal of a merged account to the other one. Each command is one that takes effect once, so that it can
 * begin again after a crash; what the other account refuses, such as one address too many, stays behind.
 */
export const carryBelongings: Reactor = {
  name: 'carryBelongings',
  handles: ['AccountMergedInto'],
  react: async (event, context) => {
    const { userId: from, intoUserId: to, mergeId } = event.data as Merged;
    await carryAddresses(context, { from, to });
    await carryWardrobe(context, { from, to });
    await carryCart(context, { from, to });
    await context.send({ type: 'RecordBelongingsCarried', data: { userId: from, mergeId } });
  },
};
