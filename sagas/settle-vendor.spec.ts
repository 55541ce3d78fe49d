import { expect, it } from 'vitest';
import { sagaSpec } from '../domains/kernel/spec.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import { delivered, id, NOW, orderId, paymentId, shipmentId, userId } from '../domains/order/spec-examples.ts';
import { settleVendor } from './settle-vendor.ts';

type Accepted = Extract<OrderEvent, { type: 'ReturnAccepted' }>;
const accepted = (kind: 'refund' | 'replacement'): Accepted => ({
  type: 'ReturnAccepted',
  data: {
    ...{ orderId, userId, paymentId, kind, returnId: id(70), refundId: id(71) as never, restock: true },
    lines: delivered([1]).data.lines.map((line) => ({ ...line, quantity: 1, totalPaise: 40_000 })),
    ...{ refundPaise: 40_000, taxPaise: 1_905, coins: 0, whole: false, wanted: [] },
  },
});
const given = sagaSpec(settleVendor, NOW);

it('owes each delivered parcel to its seller once the goods can no longer come back', () =>
  given()
    .when(delivered([1, 2]))
    .sends({
      type: 'SettleVendorSale',
      data: { settlementId: shipmentId, salePaise: 160_002, taxPaise: 7_620, dueAt: '2026-01-20T10:00:00.000Z' },
    }));
it('owes what a reseller asked beyond the price of the shop to her, a week after the delivery', () => {
  const { type, data } = delivered([1, 2]);
  const resold = (marginPaise: number) => ({
    type,
    data: { ...data, resellerId: userId, lines: data.lines.map((line) => ({ ...line, marginPaise })) },
  });
  const sale = { settlementId: shipmentId, dueAt: '2026-01-20T10:00:00.000Z' };
  const dueAt = '2026-01-17T10:00:00.000Z';
  given()
    .when(resold(30_001))
    .sends({
      type: 'SettleVendorSale',
      // The tax inside the price is that of the seller in the same part.
      data: {
        ...sale,
        ...{ salePaise: 100_000, taxPaise: 4_762, reseller: { resellerId: userId, marginPaise: 60_002, dueAt } },
      },
    });
  // More than the goods brought is nobody's to earn.
  given()
    .when(resold(80_002))
    .sends({
      type: 'SettleVendorSale',
      data: { ...sale, salePaise: 0, taxPaise: 0, reseller: { resellerId: userId, marginPaise: 160_002, dueAt } },
    });
  const { type: kind, data: returned } = accepted('refund');
  const lines = returned.lines.map((line) => ({ ...line, marginPaise: 15_000 }));
  given(resold(30_001))
    .when({ type: kind, data: { ...returned, lines } })
    .sends({
      type: 'ReverseVendorSale',
      data: { settlementId: shipmentId, reversalId: id(70), salePaise: 25_000, marginPaise: 15_000 },
    });
});
it('takes back what came back of it, and nothing for a replacement', () => {
  given(delivered([1, 2]))
    .when(accepted('refund'))
    .sends({ type: 'ReverseVendorSale', data: { settlementId: shipmentId, reversalId: id(70), salePaise: 40_000 } });
  expect(settleVendor.instanceOf(accepted('replacement'))).toBeUndefined();
});
