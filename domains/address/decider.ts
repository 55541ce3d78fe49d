import type { AddressId } from '../../event-schemas/primitives.ts';
import { reject, sameData, type Decider } from '../kernel/decider.ts';
import type { AddressCommand } from './commands.ts';
import type { AddressEvent, PostalAddress } from './events.ts';

/** One address book per user, in the order of adding; the fields are null once the person was erased. */
export type AddressBook = {
  readonly addresses: readonly { readonly addressId: string; readonly address: PostalAddress | null }[];
  readonly defaultId: string | undefined;
};
export type AddressRejection = 'AddressNotFound' | 'AddressIdTaken' | 'TooManyAddresses';

export const ADDRESSES_MAX = 20;

type Removal = Extract<AddressCommand, { type: 'RemoveAddress' }>['data'];
/** When the default goes, the newest of the others takes its place. */
const remove = ({ userId, addressId }: Removal, book: AddressBook): AddressEvent[] => {
  const removed: AddressEvent = { type: 'AddressRemoved', data: { userId, addressId } };
  const newest = book.addresses.findLast((entry) => entry.addressId !== addressId);
  if (book.defaultId !== addressId || newest === undefined) return [removed];
  return [removed, { type: 'DefaultAddressChosen', data: { userId, addressId: newest.addressId as AddressId } }];
};

export const addressDecider: Decider<AddressBook, AddressCommand, AddressEvent, AddressRejection> = {
  initial: { addresses: [], defaultId: undefined },

  evolve: (book, { type, data }) => {
    const others = book.addresses.filter(({ addressId }) => addressId !== data.addressId);
    switch (type) {
      case 'AddressAdded':
        return { ...book, addresses: [...others, { addressId: data.addressId, address: data.address }] };
      case 'AddressChanged':
        return {
          ...book,
          addresses: book.addresses.map((entry) =>
            entry.addressId === data.addressId ? { ...entry, address: data.address } : entry,
          ),
        };
      case 'DefaultAddressChosen':
        return { ...book, defaultId: data.addressId };
      case 'AddressRemoved':
        return { addresses: others, defaultId: book.defaultId === data.addressId ? undefined : book.defaultId };
    }
  },

  decide: ({ type, data }, book) => {
    const { userId, addressId } = data;
    const present = book.addresses.find((entry) => entry.addressId === addressId);
    if (type === 'AddAddress') {
      const chosen: AddressEvent = { type: 'DefaultAddressChosen', data: { userId, addressId } };
      if (present !== undefined) return sameData(present.address, data.address) ? [] : reject('AddressIdTaken');
      if (book.addresses.length >= ADDRESSES_MAX)
        return reject('TooManyAddresses', `An address book holds ${ADDRESSES_MAX} addresses; remove one first.`);
      const added: AddressEvent = { type: 'AddressAdded', data: { userId, addressId, address: data.address } };
      // The first address becomes the default, so that an address book with addresses always has exactly one.
      return data.makeDefault || book.addresses.length === 0 ? [added, chosen] : [added];
    }
    if (present === undefined) return type === 'RemoveAddress' ? [] : reject('AddressNotFound');
    switch (type) {
      case 'ChangeAddress':
        return sameData(present.address, data.address)
          ? []
          : [{ type: 'AddressChanged', data: { userId, addressId, address: data.address } }];
      case 'ChooseDefaultAddress':
        return book.defaultId === addressId ? [] : [{ type: 'DefaultAddressChosen', data: { userId, addressId } }];
      case 'RemoveAddress':
        return remove(data, book);
    }
  },
};
