import { describe, expect, it } from 'vitest';
import { UserId, VendorId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { vendorDecider } from './decider.ts';
import { VendorProfile, type VendorEvent } from './events.ts';

const vendorId = VendorId.parse('00000000-0000-7000-8000-000000000001');
const ownerUserId = UserId.parse('00000000-0000-7000-8000-000000000002');
const stranger = UserId.parse('00000000-0000-7000-8000-000000000003');
const profile = { name: 'Neelam Crafts' };
const registered: VendorEvent = { type: 'VendorRegistered', data: { vendorId, profile, ownerUserId } };
const suspended: VendorEvent = { type: 'VendorSuspended', data: { vendorId } };
const given = deciderSpec(vendorDecider, '2026-01-01T00:00:00.000Z');

describe('a vendor', () => {
  it('registers a name once', () => {
    given().when({ type: 'RegisterVendor', data: { vendorId, profile, ownerUserId } }).then(registered);
    given(registered)
      .when({ type: 'RegisterVendor', data: { vendorId, profile, ownerUserId: stranger } })
      .rejects('VendorNameTaken');
  });
  it('changes its profile and its owner', () => {
    const next = { name: 'Neelam', description: 'Block prints' };
    given(registered)
      .when({ type: 'ChangeVendorProfile', data: { vendorId, profile: next } })
      .then({ type: 'VendorProfileChanged', data: { vendorId, profile: next } });
    given(registered)
      .when({ type: 'AssignVendorOwner', data: { vendorId, ownerUserId: stranger } })
      .then({ type: 'VendorOwnerAssigned', data: { vendorId, ownerUserId: stranger } });
  });
  it('is suspended and reinstated', () => {
    given(registered).when({ type: 'SuspendVendor', data: { vendorId } }).then(suspended);
    given(registered, suspended)
      .when({ type: 'ReinstateVendor', data: { vendorId } })
      .then({ type: 'VendorReinstated', data: { vendorId } });
  });
  it('must exist for that', () =>
    given().when({ type: 'SuspendVendor', data: { vendorId } }).rejects('VendorNotFound'));
});

it('says who issues the invoices: registered in a state of India, and in that of the GST number', () => {
  const isTaken = (state: string, gstin?: string): boolean =>
    VendorProfile.safeParse({
      name: 'Neelam',
      business: {
        legalName: 'Neelam LLP',
        address: '1 Mill Road, Pune 411001',
        state,
        ...(gstin === undefined ? {} : { gstin }),
      },
    }).success;
  expect(isTaken('Maharashtra', '27AAPFU0939F1ZV')).toBe(true);
  expect(isTaken('Orissa')).toBe(true);
  expect(isTaken('Telangana', '27AAPFU0939F1ZV')).toBe(false);
  expect(isTaken('Atlantis')).toBe(false);
});
