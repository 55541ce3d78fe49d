import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ControlProblem, readControl } from '../problem.ts';
import { vendorId, wireNotes } from './entities.ts';
import type { PaymentRecord, WireCustomer, WireToken } from './entities.ts';
import { guarded } from './guard.ts';
import { createCustomerSchema } from './requests.ts';
import { VendorError, readVendor, unknownId } from './vendor-error.ts';
import type { World } from './world.ts';

const TOKENS_MAX = 100;
const YEARS_VALID = 3;
const YEAR_SECONDS = 31_536_000;
const UNTOUCHED: PaymentRecord['webhooks'] = { duplicates: 0, delayMs: 0, reorder: false, drop: false };

type Params = { readonly id: string; readonly tokenId: string };
const paramsOf = ({ params }: FastifyRequest): Params => params as Params;

/** Customers and their saved cards, as the vendor's documentation describes them. */
export function customerRoutes(app: FastifyInstance, world: World): void {
  const { customers, tokens } = world.store;
  const customerOf = (request: FastifyRequest): WireCustomer => {
    const known = customers.find(paramsOf(request).id);
    if (known === null) throw unknownId();
    return known;
  };
  app.post(
    '/customers',
    guarded(world, 'customers.create', (request) => createCustomer(world, request)),
  );
  app.get(
    '/customers/:id/tokens',
    guarded(world, 'customers.tokens', (request) => {
      const items = tokens.ofOwner(customerOf(request).id, { count: TOKENS_MAX, skip: 0 });
      return { entity: 'collection', count: items.length, items };
    }),
  );
  app.delete(
    '/customers/:id/tokens/:tokenId',
    guarded(world, 'customers.deleteToken', (request) => {
      const { id } = customerOf(request);
      const token = tokens.find(paramsOf(request).tokenId);
      if (token?.customer_id !== id) throw unknownId();
      tokens.remove(token.id);
      return { deleted: true };
    }),
  );
}

function createCustomer({ store, clock }: World, request: FastifyRequest): WireCustomer {
  const { fail_existing, ...asked } = readVendor(createCustomerSchema, request.body);
  const [name, email, contact] = [asked.name ?? null, asked.email ?? null, asked.contact ?? null];
  const lookup = `${email}|${contact}`;
  const [known] = email === null && contact === null ? [] : store.customers.withLookup(lookup, { count: 1, skip: 0 });
  if (known !== undefined) {
    if (fail_existing === '0') return known;
    throw new VendorError('Customer already exists for the merchant');
  }
  const notes = wireNotes(asked.notes);
  const customer: WireCustomer = {
    ...{ id: vendorId('cust'), entity: 'customer', name, email, contact, gstin: null, notes },
    created_at: clock.seconds(),
  };
  store.customers.save(customer);
  return customer;
}

/** What Checkout does when the buyer ticks "save this card". */
export function saveCard(world: World, customerId: string, { webhooks }: PaymentRecord): WireToken {
  if (world.store.customers.find(customerId) === null)
    throw new ControlProblem(404, 'The gateway has no customer with this id.');
  const now = world.clock.seconds();
  const token: WireToken = {
    id: vendorId('token'),
    entity: 'token',
    customer_id: customerId,
    method: 'card',
    card: { last4: '1111', network: 'Visa', type: 'debit', issuer: 'HDFC', international: false, emi: true },
    compliant_with_tokenisation_guidelines: true,
    expired_at: now + YEARS_VALID * YEAR_SECONDS,
    status: 'active',
    notes: [],
    created_at: now,
  };
  world.store.tokens.save(token);
  world.webhooks.emit(token.id, [{ event: 'token.activated', payload: { token } }], webhooks);
  return token;
}

const STATUS = { activated: 'active', suspended: 'suspended', deactivated: 'deactivated' } as const;
const tokenControlSchema = z.strictObject({
  event: z.enum(['activated', 'suspended', 'deactivated', 'expiry_updated']),
  /** Unix seconds, with expiry_updated. */
  expiredAt: z.int().min(0).max(4_765_046_400).optional(),
});

/** What the card's bank does to a token. */
export function controlToken(world: World, { params, body }: FastifyRequest): WireToken {
  const { event, expiredAt } = readControl(tokenControlSchema, body);
  const token = world.store.tokens.find((params as Params).id);
  if (token === null) throw new ControlProblem(404, 'The gateway has no token with this id.');
  if (event === 'expiry_updated') token.expired_at = expiredAt ?? token.expired_at;
  else token.status = STATUS[event];
  world.store.tokens.save(token);
  world.webhooks.emit(token.id, [{ event: `token.${event}`, payload: { token } }], UNTOUCHED);
  return token;
}
