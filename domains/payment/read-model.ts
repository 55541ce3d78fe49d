import { defineProjection } from '../kernel/projection.ts';
import type { PaymentEvent } from './events.ts';

export type PaymentRow = {
  readonly payment_id: string;
  readonly order_id: string;
  readonly user_id: string;
  readonly method: string;
  readonly status: string;
  readonly amount_paise: number;
  readonly captured_paise: number;
  readonly refunded_paise: number;
  /** Money that the gateway refused to send back, or has not sent yet. */
  readonly open_refunds: number;
  readonly gateway_order_id: string | null;
  readonly instrument: string | null;
  readonly disputed: boolean;
  readonly requested_at: string;
  readonly changed_at: string;
};

type Requested = Extract<PaymentEvent, { type: 'PaymentRequested' }>['data'];
const requested = (data: Requested, at: string): PaymentRow => ({
  payment_id: data.paymentId,
  order_id: data.orderId,
  user_id: data.userId,
  method: data.method,
  status: data.method === 'COD' ? 'due' : 'requested',
  amount_paise: data.amountPaise,
  captured_paise: 0,
  refunded_paise: 0,
  open_refunds: 0,
  gateway_order_id: null,
  instrument: null,
  disputed: false,
  requested_at: at,
  changed_at: at,
});

const HANDLED = [
  'PaymentRequested',
  'GatewayOrderOpened',
  'PaymentRefused',
  'PaymentCaptured',
  'SurplusPaymentCaptured',
  'PaymentExpired',
  'RefundRequested',
  'RefundProcessed',
  'PaymentDisputed',
  'CashDueReduced',
  'CashCollected',
  'CashRemitted',
] as const;
type Handled = Extract<PaymentEvent, { type: (typeof HANDLED)[number] }>;

const change = (
  row: PaymentRow,
  { type, data }: Exclude<Handled, { type: 'PaymentRequested' }>,
): Partial<PaymentRow> => {
  switch (type) {
    case 'GatewayOrderOpened':
      return { status: row.status === 'requested' ? 'open' : row.status, gateway_order_id: data.gatewayOrderId };
    case 'PaymentRefused':
      return { status: 'refused' };
    case 'PaymentCaptured':
      return {
        status: 'captured',
        captured_paise: row.captured_paise + data.amountPaise,
        instrument: data.method,
      };
    case 'SurplusPaymentCaptured':
      return { captured_paise: row.captured_paise + data.amountPaise };
    case 'PaymentExpired':
      return { status: 'expired' };
    case 'RefundRequested':
      return { open_refunds: row.open_refunds + (data.attempt === 1 ? 1 : 0) };
    case 'RefundProcessed':
      return { open_refunds: row.open_refunds - 1, refunded_paise: row.refunded_paise + data.amountPaise };
    case 'PaymentDisputed':
      return { disputed: data.status !== 'won' && data.status !== 'closed' };
    case 'CashDueReduced':
      return { amount_paise: row.amount_paise - data.amountPaise };
    case 'CashCollected':
      return { status: 'collected', captured_paise: data.amountPaise };
    case 'CashRemitted':
      return { status: 'remitted' };
  }
};

/** Payments for lists and for reconciliation. */
export const paymentProjection = defineProjection<Handled, PaymentRow>({
  service: 'payments',
  name: 'payment',
  version: 1,
  columns: {
    payment_id: 'uuid',
    order_id: 'uuid',
    user_id: 'uuid',
    method: 'text',
    status: 'text',
    amount_paise: 'bigint',
    captured_paise: 'bigint',
    refunded_paise: 'bigint',
    open_refunds: 'integer',
    gateway_order_id: 'text',
    instrument: 'text',
    disputed: 'boolean',
    requested_at: 'text',
    changed_at: 'text',
  },
  key: 'payment_id',
  indexes: ['(requested_at desc, payment_id desc)', '(user_id, requested_at desc)', '(order_id)', '(gateway_order_id)'],
  handles: HANDLED,
  keysOf: ({ data }) => [data.paymentId],
  begins: ({ type }) => type === 'PaymentRequested',
  evolve: (row, event) => {
    const at = event.metadata.recordedAt;
    if (event.type === 'PaymentRequested') return requested(event.data, at);
    return row === undefined ? undefined : { ...row, ...change(row, event), changed_at: at };
  },
});
