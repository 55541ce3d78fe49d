import { reject, sameData, type Decider } from '../../kernel/decider.ts';
import type { VendorCommand } from './commands.ts';
import type { VendorEvent, VendorProfile } from './events.ts';

/** Undefined before the vendor is registered. */
export type Vendor =
  | { readonly profile: VendorProfile; readonly ownerUserId: string | undefined; readonly suspended: boolean }
  | undefined;
export type VendorRejection = 'VendorNotFound' | 'VendorNameTaken';

export const vendorDecider: Decider<Vendor, VendorCommand, VendorEvent, VendorRejection> = {
  initial: undefined,

  evolve: (vendor, { type, data }) => {
    if (type === 'VendorRegistered') return { profile: data.profile, ownerUserId: data.ownerUserId, suspended: false };
    if (vendor === undefined) throw new Error(`${type} in a stream of no vendor`);
    switch (type) {
      case 'VendorProfileChanged':
        return { ...vendor, profile: data.profile };
      case 'VendorOwnerAssigned':
        return { ...vendor, ownerUserId: data.ownerUserId };
      case 'VendorSuspended':
        return { ...vendor, suspended: true };
      case 'VendorReinstated':
        return { ...vendor, suspended: false };
    }
  },

  decide: ({ type, data }, vendor) => {
    if (type === 'RegisterVendor') {
      if (vendor === undefined) return [{ type: 'VendorRegistered', data }];
      // The id comes from the name, so another registration of the name is a repeat or somebody else's claim.
      if (data.ownerUserId !== vendor.ownerUserId) return reject('VendorNameTaken', 'Choose another vendor name.');
      return [];
    }
    if (vendor === undefined) return reject('VendorNotFound');
    switch (type) {
      case 'ChangeVendorProfile':
        return sameData(vendor.profile, data.profile) ? [] : [{ type: 'VendorProfileChanged', data }];
      case 'AssignVendorOwner':
        return vendor.ownerUserId === data.ownerUserId ? [] : [{ type: 'VendorOwnerAssigned', data }];
      case 'SuspendVendor':
        return vendor.suspended ? [] : [{ type: 'VendorSuspended', data }];
      case 'ReinstateVendor':
        return vendor.suspended ? [{ type: 'VendorReinstated', data }] : [];
    }
  },
};
