import { z } from 'zod';
import { AddressId, UserId, type MessageOf } from '../../event-schemas/primitives.ts';
import { PostalAddress } from './events.ts';

const one = { userId: UserId, addressId: AddressId };
export const addressCommands = {
  AddAddress: z.object({ ...one, address: PostalAddress, makeDefault: z.boolean() }),
  ChangeAddress: z.object({ ...one, address: PostalAddress }),
  ChooseDefaultAddress: z.object(one),
  RemoveAddress: z.object(one),
};
export type AddressCommand = MessageOf<typeof addressCommands>;
