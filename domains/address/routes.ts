import { z } from 'zod';
import { AddressId, Id, UserId } from '../../event-schemas/primitives.ts';
import { readRoute, writeRoute } from '../kernel/routes.ts';
import { postalZoneOf } from '../policy/identity.ts';
import { indianStateOf } from '../policy/states.ts';
import { addressBook } from './aggregate.ts';
import type { AddressBook } from './decider.ts';
import { PostalAddress } from './events.ts';

/** Whether we deliver to a PIN code, and whether the courier takes cash there. */
const Service = z.object({ serviceable: z.boolean(), cashOnDelivery: z.boolean() });
const serviceOf = (postalCode: string): z.infer<typeof Service> => {
  const { serviceable, cashOnDelivery } = postalZoneOf(postalCode);
  return { serviceable, cashOnDelivery };
};
const Address = PostalAddress.extend({
  id: Id,
  country: z.literal('India'),
  isDefault: z.boolean(),
  ...Service.shape,
});
/** An address as people send it: the state decides which GST is due, so it is one of India's, by its name of today. */
const AddressInput = PostalAddress.extend({
  state: PostalAddress.shape.state
    .refine(
      (text) => indianStateOf(text) !== undefined,
      'must be a state or union territory of India, such as Telangana',
    )
    .transform((text) => indianStateOf(text) ?? text),
});
const Book = z.object({ addresses: z.array(Address) });
const Owner = z.object({ userId: UserId });
const One = z.object({ userId: UserId, addressId: AddressId });

const addressView = ({ addresses, defaultId }: AddressBook): z.infer<typeof Book> => ({
  addresses: addresses.flatMap(({ addressId, address }) =>
    address === null
      ? []
      : [
          {
            ...address,
            id: addressId,
            country: 'India' as const,
            isDefault: addressId === defaultId,
            ...serviceOf(address.postalCode),
          },
        ],
  ),
});
const route = { tag: 'Addresses', allow: ['customer'], owner: 'userId', reply: Book } as const;

export const addressWrites = [
  writeRoute({
    ...route,
    method: 'POST',
    path: '/users/:userId/addresses',
    summary: 'Add an address',
    status: 201,
    params: Owner,
    body: AddressInput.extend({ id: AddressId.optional(), makeDefault: z.boolean().default(false) }),
    refusals: ['AddressIdTaken', 'TooManyAddresses'],
    run: async ({ params: { userId }, body: { id, makeDefault, ...address } }, context) => {
      const addressId = id ?? AddressId.parse(context.newId('address'));
      return addressView(
        (await context.send(addressBook, { type: 'AddAddress', data: { userId, addressId, address, makeDefault } }))
          .state,
      );
    },
  }),
  writeRoute({
    ...route,
    method: 'PUT',
    path: '/users/:userId/addresses/:addressId',
    summary: 'Change an address',
    params: One,
    body: AddressInput,
    refusals: ['AddressNotFound'],
    run: async ({ params, body }, context) =>
      addressView(
        (await context.send(addressBook, { type: 'ChangeAddress', data: { ...params, address: body } })).state,
      ),
  }),
  writeRoute({
    ...route,
    method: 'POST',
    path: '/users/:userId/addresses/:addressId/default',
    summary: 'Make an address the default',
    params: One,
    refusals: ['AddressNotFound'],
    run: async ({ params }, context) =>
      addressView((await context.send(addressBook, { type: 'ChooseDefaultAddress', data: params })).state),
  }),
  writeRoute({
    ...route,
    method: 'DELETE',
    path: '/users/:userId/addresses/:addressId',
    summary: 'Remove an address',
    params: One,
    run: async ({ params }, context) =>
      addressView((await context.send(addressBook, { type: 'RemoveAddress', data: params })).state),
  }),
];

/** Addresses are personal, so they are folded from the log, where erasing the person erases them, and copied to no table. */
export const addressReads = [
  readRoute({
    ...route,
    path: '/users/:userId/addresses',
    summary: 'The address book, in the order of adding',
    params: Owner,
    projections: [],
    run: async ({ params }, context) => addressView((await context.facts(addressBook, params.userId)).state),
  }),
  readRoute({
    tag: 'Addresses',
    allow: ['public'],
    path: '/addresses/serviceability/:postalCode',
    summary: 'Whether a PIN code is served, and whether cash on delivery is offered there',
    params: z.object({ postalCode: PostalAddress.shape.postalCode }),
    reply: Service.extend({ postalCode: z.string() }),
    projections: [],
    run: ({ params: { postalCode } }) => Promise.resolve({ postalCode, ...serviceOf(postalCode) }),
  }),
];
