import { describe, it } from 'vitest';
import { AddressId, UserId } from '../../event-schemas/primitives.ts';
import { deciderSpec } from '../kernel/spec.ts';
import { ADDRESSES_MAX, addressDecider } from './decider.ts';
import type { AddressEvent } from './events.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const userId = UserId.parse(id(1));
const one = (n: number) => ({ userId, addressId: AddressId.parse(id(n)) });
const address = {
  fullName: 'Asha Rao',
  phone: '9876543210',
  line1: '4 Lake Road',
  city: 'Hyderabad',
  state: 'Telangana',
  postalCode: '500081',
};
const added = (n: number): AddressEvent => ({ type: 'AddressAdded', data: { ...one(n), address } });
const chosen = (n: number): AddressEvent => ({ type: 'DefaultAddressChosen', data: one(n) });
const removed = (n: number): AddressEvent => ({ type: 'AddressRemoved', data: one(n) });
const add = (n: number, makeDefault = false) =>
  ({ type: 'AddAddress', data: { ...one(n), address, makeDefault } }) as const;
const given = deciderSpec(addressDecider, '2026-01-01T00:00:00.000Z');

describe('an address book', () => {
  // docs:given-when-then
  it('makes the first address the default', () => given().when(add(2)).then(added(2), chosen(2)));
  it('keeps the default when another is added', () => given(added(2), chosen(2)).when(add(3)).then(added(3)));
  // docs:end
  it('changes the default when asked', () => given(added(2), chosen(2)).when(add(3, true)).then(added(3), chosen(3)));
  it('refuses another address under a used id', () =>
    given(added(2), chosen(2))
      .when({ type: 'AddAddress', data: { ...one(2), address: { ...address, city: 'Pune' }, makeDefault: false } })
      .rejects('AddressIdTaken'));
  it('is bounded', () =>
    given(...Array.from({ length: ADDRESSES_MAX }, (_, n) => added(n + 10)))
      .when(add(2))
      .rejects('TooManyAddresses'));
  it('makes the newest the default when the default is removed', () =>
    given(added(2), chosen(2), added(3), added(4))
      .when({ type: 'RemoveAddress', data: one(2) })
      .then(removed(2), chosen(4)));
  it('removes the last one', () =>
    given(added(2), chosen(2))
      .when({ type: 'RemoveAddress', data: one(2) })
      .then(removed(2)));
  it('removes an address that is not the default and leaves the default alone', () =>
    given(added(2), chosen(2), added(3))
      .when({ type: 'RemoveAddress', data: one(3) })
      .then(removed(3)));
  it('changes what is there, once', () =>
    given(added(2), chosen(2))
      .when({ type: 'ChangeAddress', data: { ...one(2), address: { ...address, city: 'Pune' } } })
      .then({ type: 'AddressChanged', data: { ...one(2), address: { ...address, city: 'Pune' } } }));
  it('chooses a default only among its addresses', () => {
    given(added(2), chosen(2), added(3))
      .when({ type: 'ChooseDefaultAddress', data: one(3) })
      .then(chosen(3));
    given(added(2), chosen(2))
      .when({ type: 'ChooseDefaultAddress', data: one(9) })
      .rejects('AddressNotFound');
  });
  it('forgets the default with the address', () =>
    given(added(2), chosen(2), removed(2)).when(add(3)).then(added(3), chosen(3)));
});
