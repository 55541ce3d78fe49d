import { z } from 'zod';
import type { GatewaySettledItem } from '../../domains/kernel/ports/gateway-books.ts';
import type { GatewayOrder, GatewayPayment, GatewayRefund } from '../../domains/kernel/ports/payment-gateway.ts';
import { malformed } from './failures.ts';

/** Unix seconds to an ISO instant; the bound is the last second that a four-digit year can show. */
const seconds = z
  .int()
  .min(0)
  .max(253_402_300_799)
  .transform((value) => new Date(value * 1000).toISOString());
const paise = z.int().min(0);
const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const optionalPaise = paise.nullish().transform((value) => value ?? null);

export const orderSchema = z
  .object({
    id: z.string().startsWith('order_'),
    receipt: optionalText,
    amount: paise,
    amount_paid: paise,
    amount_due: paise,
    currency: z.string(),
    status: z.enum(['created', 'attempted', 'paid']),
    attempts: z.int().min(0),
    created_at: seconds,
  })
  .transform((order): GatewayOrder => ({
    id: order.id,
    receipt: order.receipt,
    amount: order.amount,
    amountPaid: order.amount_paid,
    amountDue: order.amount_due,
    currency: order.currency,
    status: order.status,
    attempts: order.attempts,
    createdAt: order.created_at,
  }));

export const paymentSchema = z
  .object({
    id: z.string().startsWith('pay_'),
    order_id: optionalText,
    amount: paise,
    currency: z.string(),
    status: z.enum(['created', 'authorized', 'captured', 'refunded', 'failed']),
    method: optionalText,
    amount_refunded: optionalPaise,
    refund_status: z.enum(['partial', 'full']).nullish(),
    fee: optionalPaise,
    tax: optionalPaise,
    error_code: optionalText,
    error_description: optionalText,
    error_reason: optionalText,
    created_at: seconds,
  })
  .transform((payment): GatewayPayment => ({
    id: payment.id,
    orderId: payment.order_id,
    amount: payment.amount,
    currency: payment.currency,
    status: payment.status,
    method: payment.method,
    amountRefunded: payment.amount_refunded ?? 0,
    refundStatus: payment.refund_status ?? null,
    fee: payment.fee,
    tax: payment.tax,
    failure:
      payment.error_code === null
        ? null
        : { code: payment.error_code, description: payment.error_description, reason: payment.error_reason },
    createdAt: payment.created_at,
  }));

export const refundSchema = z
  .object({
    id: z.string().startsWith('rfnd_'),
    payment_id: z.string(),
    amount: paise,
    currency: z.string(),
    receipt: optionalText,
    status: z.enum(['pending', 'processed', 'failed']),
    speed_requested: optionalText,
    speed_processed: optionalText,
    created_at: seconds,
  })
  .transform((refund): GatewayRefund => ({
    id: refund.id,
    paymentId: refund.payment_id,
    amount: refund.amount,
    currency: refund.currency,
    receipt: refund.receipt,
    status: refund.status,
    speedRequested: refund.speed_requested,
    speedProcessed: refund.speed_processed,
    createdAt: refund.created_at,
  }));

export const settledItemSchema = z
  .object({
    entity_id: z.string(),
    type: z.string(),
    amount: paise,
    credit: paise,
    debit: paise,
    fee: optionalPaise,
    tax: optionalPaise,
    currency: z.string(),
    settlement_id: optionalText,
    settlement_utr: optionalText,
    payment_id: optionalText,
    settled_at: seconds,
  })
  .transform((item): GatewaySettledItem => ({
    id: item.entity_id,
    kind: item.type,
    amount: item.amount,
    credit: item.credit,
    debit: item.debit,
    fee: item.fee ?? 0,
    tax: item.tax ?? 0,
    currency: item.currency,
    settlementId: item.settlement_id,
    utr: item.settlement_utr,
    paymentId: item.payment_id,
    settledAt: item.settled_at,
  }));

/** The most the API gives in one page. */
export const PAGE_ITEMS_MAX = 100;
/** The most that the report of settlements gives in one page. */
export const SETTLED_ITEMS_MAX = 1_000;

/** A list as the API answers it. */
export function listOf<T extends z.ZodType>(item: T, itemsMax = PAGE_ITEMS_MAX) {
  return z.object({ items: z.array(item).max(itemsMax) }).transform(({ items }) => items);
}

/** Reads an answer, or throws `malformed` with the path of the first field that is not as documented. */
export function read<T extends z.ZodType>(schema: T, value: unknown, call: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw malformed(call, issue?.path.join('.') ?? '', issue?.message ?? 'not as documented');
}
