import type { FastifyRequest } from 'fastify';
import { DAY_MS } from '../clock.ts';
import type { PaymentRecord, RefundRecord } from './entities.ts';
import { inProgress } from './guard.ts';
import { refundSchema } from './requests.ts';
import { startRefund } from './transitions.ts';
import { VendorError, readVendor, unknownId } from './vendor-error.ts';
import type { World } from './world.ts';

const IDEMPOTENCY_KEY = /^[A-Za-z0-9_-]{10,100}$/;
/** A payment older than about six months cannot be refunded. */
const REFUNDABLE_DAYS = 183;

/** `POST /payments/:id/refund` with the rules of its idempotency header. */
export function createRefund(world: World, request: FastifyRequest) {
  const { id } = request.params as { id: string };
  const key = idempotencyKey(request.headers['x-refund-idempotency']);
  const fingerprint = JSON.stringify([id, request.body ?? {}]);
  const earlier = key === null ? null : earlierRefund(world, key, fingerprint);
  if (earlier !== null) return earlier.wire;
  const payment = world.store.payments.find(id);
  if (payment === null) throw unknownId();
  const { amount, ...rest } = readVendor(refundSchema, request.body);
  const refundable = remaining(world, payment);
  const asked = amount ?? refundable;
  if (asked > refundable) throw new VendorError('The refund amount provided is greater than amount captured');
  const details = { ...rest, amount: asked, idempotencyKey: key, fingerprint };
  return world.store.atomically(() => startRefund(world, payment, details)).wire;
}

function idempotencyKey(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  if (typeof header === 'string' && IDEMPOTENCY_KEY.test(header)) return header;
  throw new VendorError('The idempotency key must have at least 10 characters of A-Z, a-z, 0-9, _ and -');
}

function earlierRefund(world: World, key: string, fingerprint: string): RefundRecord | null {
  if (world.inProgress.has(key)) throw inProgress();
  const earlier = world.store.refunds.withLookup(key, { count: 1, skip: 0 })[0];
  if (earlier === undefined) return null;
  if (earlier.fingerprint === fingerprint) return earlier;
  throw new VendorError('Different request with the same idempotency key has already been processed.');
}

function remaining({ clock }: World, { wire }: PaymentRecord): number {
  if (wire.status === 'refunded') throw new VendorError('The payment has been fully refunded already');
  if (wire.status !== 'captured') throw new VendorError('The payment status should be captured for action to be taken');
  if (clock.now() - wire.created_at * 1000 > REFUNDABLE_DAYS * DAY_MS) {
    throw new VendorError('The payment is older than six months and cannot be refunded');
  }
  return wire.amount - wire.amount_refunded;
}
