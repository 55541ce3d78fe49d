import { z } from 'zod';
import type { GatewayToken, GatewayVault } from '../../domains/kernel/ports/gateway-vault.ts';
import { PaymentGatewayError } from '../../domains/kernel/ports/payment-gateway.ts';
import { pathPart } from './arguments.ts';
import type { Caller } from './client.ts';
import { PAGE_ITEMS_MAX, listOf, read } from './wire.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const customerSchema = z.object({ id: z.string().startsWith('cust_') });

const STATUS: Readonly<Record<string, GatewayToken['status']>> = {
  initiated: 'pending',
  active: 'active',
  activated: 'active',
  deactivated: 'deactivated',
  failed: 'deactivated',
};

/** Documented words of the gateway's; one that we do not know is not offered, and may be a known one later. */
const statusOf = (status: string | null): GatewayToken['status'] =>
  status === null ? 'active' : (STATUS[status] ?? 'suspended');

export const tokenSchema = z
  .object({
    id: z.string().regex(/^token_[A-Za-z0-9]{1,40}$/),
    customer_id: text,
    method: z.string().max(40),
    card: z
      .object({
        last4: z.string().regex(/^\d{4}$/),
        network: text,
        issuer: text,
        type: text,
      })
      .nullish(),
    expired_at: z.int().min(0).max(253_402_300_799).nullish(),
    status: text,
  })
  .transform(({ id, customer_id, method, card, expired_at, status }): GatewayToken => ({
    id,
    customerId: customer_id ?? '',
    method,
    last4: card?.last4 ?? null,
    network: card?.network ?? null,
    issuer: card?.issuer ?? null,
    cardType: card?.type ?? null,
    expiresAt: (expired_at ?? 0) === 0 ? null : new Date((expired_at ?? 0) * 1000).toISOString(),
    status: statusOf(status),
  }));

/** Customers and their tokens. */
export function tokenCalls(repeated: Caller): GatewayVault {
  const list = async (customerId: string): Promise<readonly GatewayToken[]> => {
    const path = pathPart('customerId', customerId);
    const answer = await repeated('customers.tokens', ({ api }) => api.customers.fetchTokens(path));
    const tokens = read(listOf(tokenSchema, PAGE_ITEMS_MAX), answer, 'customers.tokens');
    return tokens.map((token) => ({ ...token, customerId }));
  };
  return {
    createCustomer: async ({ name, contact, email, notes }) => {
      const known = Object.entries({ name, contact, email }).filter(([, value]) => value !== undefined);
      const body = { ...Object.fromEntries(known), fail_existing: '0', notes };
      const answer = await repeated('customers.create', (client) => client.post('/customers', body, {}));
      return read(customerSchema, answer, 'customers.create');
    },
    listTokens: list,
    deleteToken: async (customerId, tokenId) => {
      const [customer, token] = [pathPart('customerId', customerId), pathPart('tokenId', tokenId)];
      try {
        await repeated('customers.deleteToken', ({ api }) => api.customers.deleteToken(customer, token));
      } catch (error) {
        // Deleting twice is refused, and so is a repeat after a lost answer: only the list tells whether it is gone.
        if (!(error instanceof PaymentGatewayError) || error.failure.code !== 'refused') throw error;
        if ((await list(customerId)).some(({ id }) => id === tokenId)) throw error;
      }
    },
  };
}
