import type { UserId } from '../../../event-schemas/primitives.ts';
import { reject, type Decider } from '../../kernel/decider.ts';
import type { GatewayCustomerCommand } from './commands.ts';
import type { GatewayCustomerEvent } from './events.ts';

/** The person that a customer of the gateway is; undefined while nobody has claimed it. */
export type GatewayCustomerLink = { readonly userId: UserId } | undefined;

export const gatewayCustomerDecider: Decider<
  GatewayCustomerLink,
  GatewayCustomerCommand,
  GatewayCustomerEvent,
  'GatewayCustomerMismatch'
> = {
  initial: undefined,
  evolve: (_, { data }) => ({ userId: data.userId }),
  decide: ({ data }, link) => {
    if (link === undefined) return [{ type: 'GatewayCustomerLinked', data }];
    return link.userId === data.userId ? [] : reject('GatewayCustomerMismatch');
  },
};
