import { z } from 'zod';
import { UserId, VendorId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { VendorProfile } from './events.ts';

export const vendorCommands = {
  RegisterVendor: z.object({ vendorId: VendorId, profile: VendorProfile, ownerUserId: UserId.optional() }),
  ChangeVendorProfile: z.object({ vendorId: VendorId, profile: VendorProfile }),
  AssignVendorOwner: z.object({ vendorId: VendorId, ownerUserId: UserId }),
  SuspendVendor: z.object({ vendorId: VendorId }),
  ReinstateVendor: z.object({ vendorId: VendorId }),
};
export type VendorCommand = MessageOf<typeof vendorCommands>;
