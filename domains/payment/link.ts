import type { PaymentId } from '../../event-schemas/primitives.ts';
import { reject, type Decider } from '../kernel/decider.ts';
import type { GatewayOrderCommand } from './commands.ts';
import type { GatewayOrderEvent } from './events.ts';

/** The payment that an order of the gateway belongs to; undefined while nobody has claimed it. */
export type GatewayOrderLink = { readonly paymentId: PaymentId } | undefined;

export const gatewayOrderDecider: Decider<
  GatewayOrderLink,
  GatewayOrderCommand,
  GatewayOrderEvent,
  'GatewayOrderMismatch'
> = {
  initial: undefined,
  evolve: (_, { data }) => ({ paymentId: data.paymentId }),
  decide: ({ data }, link) => {
    if (link === undefined) return [{ type: 'GatewayOrderLinked', data }];
    return link.paymentId === data.paymentId ? [] : reject('GatewayOrderMismatch');
  },
};
