import { randomInt } from 'node:crypto';

/** Entities in Razorpay's wire format, and what the simulator keeps beside each. Money is paise, `created_at` seconds. */

export type Notes = Record<string, string>;
/** Razorpay answers an empty array, not an empty object, where there are no notes. */
type WireNotes = Notes | readonly [];

export interface WireOrder {
  readonly id: string;
  readonly entity: 'order';
  readonly amount: number;
  amount_paid: number;
  amount_due: number;
  readonly currency: string;
  readonly receipt: string | null;
  readonly offer_id: null;
  status: 'created' | 'attempted' | 'paid';
  attempts: number;
  notes: WireNotes;
  readonly created_at: number;
}

/** When a payment of the order is taken by itself, and how many minutes it may wait for that. */
export interface CaptureSettings {
  readonly mode: 'automatic' | 'manual';
  readonly automaticExpiryMinutes: number;
  readonly manualExpiryMinutes: number;
}

export interface OrderRecord {
  readonly wire: WireOrder;
  readonly capture: CaptureSettings;
}

export type PaymentMethod = 'card' | 'netbanking' | 'wallet' | 'upi' | 'emi';

export interface WirePayment {
  readonly id: string;
  readonly entity: 'payment';
  readonly amount: number;
  readonly currency: string;
  status: 'created' | 'authorized' | 'captured' | 'refunded' | 'failed';
  readonly order_id: string;
  readonly method: PaymentMethod;
  amount_refunded: number;
  refund_status: 'partial' | 'full' | null;
  captured: boolean;
  readonly card: { readonly last4: string; readonly network: string } | null;
  readonly bank: string | null;
  readonly wallet: string | null;
  readonly vpa: string | null;
  readonly email: string;
  readonly contact: string;
  notes: WireNotes;
  fee: number | null;
  tax: number | null;
  error_code: string | null;
  error_description: string | null;
  error_source: string | null;
  error_step: string | null;
  error_reason: string | null;
  readonly acquirer_data: Record<string, string>;
  readonly created_at: number;
}

/** How the webhooks about one payment travel. */
export interface WebhookBehaviour {
  /** Additional deliveries of each event, under the same event id. */
  readonly duplicates: number;
  readonly delayMs: number;
  /** Whether events that happened together are delivered last one first. */
  readonly reorder: boolean;
  /** Events that are never delivered; true for all. */
  readonly drop: boolean | readonly string[];
}

export interface PaymentRecord {
  readonly wire: WirePayment;
  readonly webhooks: WebhookBehaviour;
  /** What time alone will do to this payment, and when (virtual milliseconds). */
  due: { readonly action: 'authorize' | 'refund'; readonly at: number } | null;
}

export interface WireRefund {
  readonly id: string;
  readonly entity: 'refund';
  readonly amount: number;
  readonly currency: string;
  readonly payment_id: string;
  readonly notes: WireNotes;
  readonly receipt: string | null;
  readonly acquirer_data: { arn: string | null };
  readonly batch_id: null;
  status: 'pending' | 'processed' | 'failed';
  readonly speed_requested: 'normal' | 'optimum';
  speed_processed: 'normal' | 'instant';
  readonly created_at: number;
}

export interface RefundRecord {
  readonly wire: WireRefund;
  readonly idempotencyKey: string | null;
  /** The request that made it; the same key with another request is refused. */
  readonly fingerprint: string;
  /** When the bank is done with it by itself (virtual milliseconds); null when only the control interface decides. */
  dueAt: number | null;
}

export interface WireCustomer {
  readonly id: string;
  readonly entity: 'customer';
  readonly name: string | null;
  readonly email: string | null;
  readonly contact: string | null;
  readonly gstin: null;
  readonly notes: WireNotes;
  readonly created_at: number;
}

/** A saved card: the vendor never answers the card itself. */
export interface WireToken {
  readonly id: string;
  readonly entity: 'token';
  readonly customer_id: string;
  readonly method: 'card';
  readonly card: {
    readonly last4: string;
    readonly network: string;
    readonly type: string;
    readonly issuer: string;
    readonly international: boolean;
    readonly emi: boolean;
  };
  readonly compliant_with_tokenisation_guidelines: true;
  expired_at: number;
  status: 'initiated' | 'active' | 'suspended' | 'deactivated';
  readonly notes: readonly [];
  readonly created_at: number;
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 14;

type Prefix = 'order' | 'pay' | 'rfnd' | 'disp' | 'down' | 'evt' | 'setl' | 'adj' | 'cust' | 'token';

/** An id as the vendor makes them: a prefix and 14 letters and digits. */
export function vendorId(prefix: Prefix): string {
  const characters = Array.from({ length: ID_LENGTH }, () => BASE62.charAt(randomInt(BASE62.length)));
  return `${prefix}_${characters.join('')}`;
}

export function wireNotes(notes: Notes | undefined): WireNotes {
  return notes === undefined || Object.keys(notes).length === 0 ? [] : notes;
}
