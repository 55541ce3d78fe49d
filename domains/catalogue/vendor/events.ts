import { z } from 'zod';
import { stateNamed, stateOfGstin } from '../../policy/state-codes.ts';
import { Gstin } from '../../../event-schemas/gstin.ts';
import { UserId, VendorId, type MessageOf } from '../../../event-schemas/primitives.ts';

export const VENDOR_NAME_MAX = 120;
/** The public face of a seller. Whose account manages it is `ownerUserId`, missing for a brand that came with an import. */
export const VendorProfile = z.object({
  name: z.string().trim().min(1).max(VENDOR_NAME_MAX),
  description: z.string().trim().max(2_000).optional(),
  logoUrl: z.url().max(500).optional(),
  /** Who issues the invoices, as registered: name, place of business, and GSTIN. */
  business: z
    .object({
      legalName: z.string().trim().min(1).max(200),
      address: z.string().trim().min(1).max(300),
      state: z
        .string()
        .trim()
        .max(80)
        .refine((name) => stateNamed(name) !== undefined, 'must be a state or union territory of India'),
      gstin: Gstin.optional(),
    })
    .refine(({ state, gstin }) => gstin === undefined || stateOfGstin(gstin)?.code === stateNamed(state)?.code, {
      message: 'must be registered in this state',
      path: ['gstin'],
    })
    .optional(),
});
export type VendorProfile = z.infer<typeof VendorProfile>;

export const vendorEvents = {
  VendorRegistered: z.object({ vendorId: VendorId, profile: VendorProfile, ownerUserId: UserId.optional() }),
  VendorProfileChanged: z.object({ vendorId: VendorId, profile: VendorProfile }),
  VendorOwnerAssigned: z.object({ vendorId: VendorId, ownerUserId: UserId }),
  VendorSuspended: z.object({ vendorId: VendorId }),
  VendorReinstated: z.object({ vendorId: VendorId }),
};
export type VendorEvent = MessageOf<typeof vendorEvents>;
