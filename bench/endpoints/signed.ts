import { createHmac, randomUUID } from 'node:crypto';
import { DEVELOPMENT_CREDENTIALS } from '../../infra/simulators/development-credentials.ts';
import type { Ask } from './operation.ts';
import type { Paid } from './purchase.ts';

const MS_PER_SECOND = 1_000;
const signatureOf = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');

/** The gateway's report that a payment was captured, as its webhook sends it. */
export const captureReport = ({ razorpay_order_id, razorpay_payment_id }: Paid, amount: number): Ask => {
  const createdAt = Math.floor(Date.now() / MS_PER_SECOND);
  const entity = {
    id: razorpay_payment_id,
    entity: 'payment',
    amount,
    currency: 'INR',
    status: 'captured',
    order_id: razorpay_order_id,
    method: 'upi',
    captured: true,
    amount_refunded: 0,
    refund_status: null,
    notes: [],
    created_at: createdAt,
  };
  const body = {
    entity: 'event',
    event: 'payment.captured',
    contains: ['payment'],
    payload: { payment: { entity } },
    created_at: createdAt,
  };
  const [secret] = DEVELOPMENT_CREDENTIALS.razorpay.webhookSecrets;
  const headers = {
    'x-razorpay-event-id': randomUUID(),
    'x-razorpay-signature': signatureOf(secret, JSON.stringify(body)),
  };
  return { as: 'nobody', body, headers };
};

/** A courier's report, signed with the secret that it was given. */
export const courierReport = (secret: string, body: object): Ask => {
  const timestamp = String(Math.floor(Date.now() / MS_PER_SECOND));
  const signature = signatureOf(secret, `${timestamp}.${JSON.stringify(body)}`);
  return { as: 'nobody', body, headers: { 'x-courier-timestamp': timestamp, 'x-courier-signature': signature } };
};
