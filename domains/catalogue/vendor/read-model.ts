import { defineProjection } from '../../kernel/projection.ts';
import type { VendorEvent } from './events.ts';

export type VendorRow = {
  readonly vendor_id: string;
  readonly name: string;
  readonly description: string | null;
  readonly logo_url: string | null;
  readonly suspended: boolean;
  readonly registered_at: string;
};

/** Vendors by name. Who owns a vendor is not copied here: access is decided on the log. */
export const vendorProjection = defineProjection<VendorEvent, VendorRow>({
  service: 'catalogue',
  name: 'vendor',
  version: 1,
  columns: {
    vendor_id: 'uuid',
    name: 'text',
    description: 'text',
    logo_url: 'text',
    suspended: 'boolean',
    registered_at: 'text',
  },
  key: 'vendor_id',
  indexes: ['(name, vendor_id)'],
  handles: ['VendorRegistered', 'VendorProfileChanged', 'VendorSuspended', 'VendorReinstated'],
  keysOf: ({ data }) => [data.vendorId],
  evolve: (row, { type, data, metadata }) => {
    if (type === 'VendorRegistered' || type === 'VendorProfileChanged')
      return {
        vendor_id: data.vendorId,
        name: data.profile.name,
        description: data.profile.description ?? null,
        logo_url: data.profile.logoUrl ?? null,
        suspended: row?.suspended ?? false,
        registered_at: row?.registered_at ?? metadata.recordedAt,
      };
    if (row === undefined || type === 'VendorOwnerAssigned') return row;
    return { ...row, suspended: type === 'VendorSuspended' };
  },
});
