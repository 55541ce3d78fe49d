import { describe, expect, it } from 'vitest';
import type { Recorded } from '../../event-schemas/primitives.ts';
import type { PaymentEvent } from './events.ts';
import { paymentProjection, type PaymentRow } from './read-model.ts';
import { settlementProjection, type SettlementRow, type SaleEvent } from './settlement/read-model.ts';
import {
  asked,
  captured,
  expired,
  failedRefund,
  id,
  ids,
  NOW,
  opened,
  paymentId,
  refundId,
  requested,
} from './spec-examples.ts';

const METADATA = { correlationId: id(1), causationId: id(2), actor: 'test', schemaVersion: 1, recordedAt: NOW };
const recorded = <E extends { type: string }>(event: E, n: number): Recorded<E & { data: unknown }> =>
  ({
    ...event,
    ...{ eventId: id(900 + n), stream: 'payment-1', revision: BigInt(n), position: BigInt(n), metadata: METADATA },
  }) as unknown as Recorded<E & { data: unknown }>;

const handled = new Set<string>(paymentProjection.handles);
const row = (events: readonly PaymentEvent[]): PaymentRow =>
  events
    .filter(({ type }) => handled.has(type))
    .reduce<PaymentRow | undefined>(
      (before, event, n) => paymentProjection.evolve(before, recorded(event, n) as never, paymentId),
      undefined,
    )!;
const processed = (n: number, amountPaise: number): PaymentEvent => ({
  type: 'RefundProcessed',
  data: { ...ids, refundId: refundId(n), amountPaise, reference: 'rfnd_1', surplus: false },
});
const courses: Readonly<Record<string, readonly PaymentEvent[]>> = {
  refunded: [asked(), opened, captured, requested(1, 500), processed(1, 500)],
  'refunded at the second try': [
    ...[asked(), opened, captured, requested(1, 500), failedRefund(1, 500), requested(1, 500, 2), processed(1, 500)],
  ],
  expired: [asked(), opened, expired],
  'paid at the door': [
    asked('COD'),
    { type: 'CashDueReduced', data: { ...ids, refundId: refundId(1), amountPaise: 100 } },
    { type: 'CashCollected', data: { ...ids, amountPaise: 49_900, collectedBy: 'courier' } },
  ],
};

describe('the read models of payments', () => {
  it.each(Object.entries(courses))('give the same row when a payment that was %s is folded again', (_, events) => {
    expect(row([...events, ...events])).toEqual(row(events));
    for (let length = 1; length <= events.length; length += 1)
      expect(row(events.slice(0, length))).toEqual(row([...events.slice(0, length)]));
  });
  it('say what became of the money', () => {
    const facts = Object.values(courses).map((events) => {
      const { status, captured_paise, refunded_paise, open_refunds } = row(events);
      return [status, captured_paise, refunded_paise, open_refunds];
    });
    expect(facts).toEqual([
      ['captured', 50_000, 500, 0],
      ['captured', 50_000, 500, 0],
      ['expired', 0, 0, 0],
      ['collected', 49_900, 0, 0],
    ]);
  });
  it('keep a seller’s account by what each event moves', () => {
    const one = { settlementId: id(60), vendorId: id(51), orderId: id(2) };
    const events = [
      { type: 'VendorSaleSettled', data: { ...one, salePaise: 1_000, taxPaise: 48, dueAt: NOW } },
      { type: 'VendorFeeCharged', data: { ...one, kind: 'commission', amountPaise: 100 } },
      { type: 'SettlementClaimed', data: { ...one, payoutId: id(70), amountPaise: 900 } },
      { type: 'VendorSaleReversed', data: { ...one, reversalId: id(71), salePaise: 1_000, taxPaise: 48 } },
      { type: 'VendorFeeReversed', data: { ...one, reversalId: id(71), kind: 'commission', amountPaise: 100 } },
    ] as unknown as readonly SaleEvent[];
    const last = events.reduce<SettlementRow | undefined>(
      (before, event, n) => settlementProjection.evolve(before, recorded(event, n), id(60)),
      undefined,
    );
    expect(last).toMatchObject({ sale_paise: 0, fees_paise: 0, open_paise: -900, payout_ids: [id(70)] });
  });
});
