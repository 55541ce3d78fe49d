import { Refusal, type WriteContext } from '../../kernel/routes.ts';
import { vendor } from './aggregate.ts';

/** Who asks, and the log to look it up in. */
export type Access = Pick<WriteContext, 'caller' | 'facts'>;

/** Admins and services act for every vendor. */
export const actsForAll = ({ caller }: Pick<Access, 'caller'>): boolean =>
  caller?.roles.some((role) => role === 'admin' || role === 'service') === true;

/** Who does not act for every vendor acts for the one whose account it is. */
export const requireVendor = async (vendorId: string, context: Access): Promise<void> => {
  const { caller } = context;
  const { state } = await context.facts(vendor, vendorId);
  if (state === undefined) throw new Refusal('VendorNotFound', 'Register the vendor first.');
  if (actsForAll(context)) return;
  if (state.ownerUserId !== caller?.userId) throw new Refusal('NotYourVendor', 'This belongs to another vendor.');
  if (state.suspended) throw new Refusal('VendorSuspended', 'Ask support why.');
};
