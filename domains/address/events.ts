import { z } from 'zod';
import { AddressId, UserId, personal, type MessageOf } from '../../event-schemas/primitives.ts';
import type { PersonalFields } from '../kernel/aggregate.ts';

/** What a parcel needs. A phone number is ten digits, a postal code six (India). */
export const PostalAddress = z.object({
  label: z.string().trim().min(1).max(40).optional(),
  fullName: z.string().trim().min(1).max(100),
  phone: z.string().regex(/^[6-9]\d{9}$/, 'must be a ten-digit Indian mobile number'),
  line1: z.string().trim().min(1).max(200),
  line2: z.string().trim().max(200).optional(),
  landmark: z.string().trim().max(100).optional(),
  city: z.string().trim().min(1).max(80),
  state: z.string().trim().min(1).max(80),
  postalCode: z.string().regex(/^[1-9]\d{5}$/, 'must be a six-digit PIN code'),
});
export type PostalAddress = z.infer<typeof PostalAddress>;

export const addressEvents = {
  AddressAdded: z.object({ userId: UserId, addressId: AddressId, address: personal(PostalAddress) }),
  AddressChanged: z.object({ userId: UserId, addressId: AddressId, address: personal(PostalAddress) }),
  DefaultAddressChosen: z.object({ userId: UserId, addressId: AddressId }),
  AddressRemoved: z.object({ userId: UserId, addressId: AddressId }),
};
export type AddressEvent = MessageOf<typeof addressEvents>;

const sealed: PersonalFields = { subject: 'userId', fields: ['address'] };
export const addressPersonal = { AddressAdded: sealed, AddressChanged: sealed };
