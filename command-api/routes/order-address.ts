import { addressBook } from '../../domains/address/index.ts';
import { deliveryProblems } from '../../domains/cart/index.ts';
import { Refusal, type WriteContext } from '../../domains/kernel/routes.ts';
import type { DeliveryAddress } from '../../domains/order/index.ts';

type Delivery = {
  readonly userId: string;
  /** The usual address where none is named. */
  readonly addressId: string | undefined;
  readonly paymentMethod: 'PREPAID' | 'COD';
};
/** The address, refused for the reasons that the cart gives: no parcels go there, or no cash is taken there. */
export const deliveryAddressOf = async (
  { userId, addressId, paymentMethod }: Delivery,
  context: WriteContext,
): Promise<DeliveryAddress> => {
  const { state } = await context.facts(addressBook, userId);
  const wanted = addressId ?? state.defaultId;
  const address = state.addresses.find((entry) => entry.addressId === wanted)?.address ?? null;
  if (address === null) throw new Refusal('AddressNotFound', 'Add a delivery address first.');
  const [problem] = deliveryProblems(address.postalCode, paymentMethod);
  if (problem !== undefined) throw new Refusal(problem.code, problem.detail);
  return address;
};
