import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRejected } from '../../kernel/decider.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { id, NOW, orderId, vendors } from '../../order/spec-examples.ts';
import type { SettlementCommand } from './commands.ts';
import { openPaise, settlementDecider } from './decider.ts';
import type { PayoutEvent, SettlementEvent } from './events.ts';
import { feesOf } from './fees.ts';
import { payoutDecider } from './payout.ts';

const [vendorId] = vendors;
const ids = { settlementId: id(60), vendorId, orderId };
const LATER = '2026-01-20T10:00:00.000Z';
const settle: SettlementCommand = {
  type: 'SettleVendorSale',
  data: { ...ids, salePaise: 100_000, taxPaise: 4_762, dueAt: LATER },
};
const fee = (kind: 'commission' | 'commissionTax' | 'tcs' | 'tds', amountPaise: number): SettlementEvent => ({
  type: 'VendorFeeCharged',
  data: { ...ids, kind, amountPaise },
});
const settled: SettlementEvent[] = [
  { type: 'VendorSaleSettled', data: settle.data },
  fee('commission', 10_000),
  fee('commissionTax', 1_800),
  fee('tcs', 476),
  fee('tds', 100),
];
const given = deciderSpec(settlementDecider, NOW);
const later = deciderSpec(settlementDecider, LATER);
const claim = (n: number): SettlementCommand => ({
  type: 'ClaimSettlement',
  data: { settlementId: ids.settlementId, payoutId: id(n) },
});
const claimed = (n: number, amountPaise: number): SettlementEvent => ({
  type: 'SettlementClaimed',
  data: { ...ids, payoutId: id(n), amountPaise },
});
const reverse = (n: number, salePaise: number): SettlementCommand => ({
  type: 'ReverseVendorSale',
  data: { settlementId: ids.settlementId, reversalId: id(n), salePaise },
});

describe('a settlement', () => {
  it('owes a parcel to its seller, less what the shop keeps', () => {
    given()
      .when(settle)
      .then(...settled);
    given(...settled)
      .when({ ...settle, data: { ...settle.data, orderId: id(9) as never } })
      .rejects('SettlementIdTaken');
  });
  it('is paid out once, and not before it is due', () => {
    given(...settled)
      .when(claim(80))
      .rejects('SettlementNotDue');
    later(...settled)
      .when(claim(80))
      .then(claimed(80, 87_624));
    later(...settled, claimed(80, 87_624))
      .when(claim(81))
      .rejects('NothingToPayOut');
    later().when(claim(80)).rejects('SettlementNotFound');
  });
  it('takes back what comes back, after the payout too', () => {
    const back = (kind: 'commission' | 'commissionTax' | 'tcs' | 'tds', amountPaise: number): SettlementEvent => ({
      type: 'VendorFeeReversed',
      data: { ...ids, reversalId: id(90), kind, amountPaise },
    });
    const reversed: SettlementEvent[] = [
      { type: 'VendorSaleReversed', data: { ...ids, reversalId: id(90), salePaise: 100_000, taxPaise: 4_762 } },
      ...[back('commission', 10_000), back('commissionTax', 1_800), back('tcs', 476), back('tds', 100)],
    ];
    later(...settled, claimed(80, 87_624))
      .when(reverse(90, 100_000))
      .then(...reversed);
    later(...settled, claimed(80, 87_624), ...reversed)
      .when(claim(81))
      .then(claimed(81, -87_624));
    later(...settled)
      .when(reverse(90, 100_001))
      .rejects('ReversalExceedsSale');
  });
  it('owes the margin of a parcel that was resold to the reseller, and takes back no more of it than that', () => {
    const reseller = { resellerId: id(70), marginPaise: 20_000, dueAt: NOW };
    const earned: SettlementEvent = { type: 'ResellerMarginEarned', data: { ...ids, ...reseller } };
    given()
      .when({ ...settle, data: { ...settle.data, reseller } })
      .then(...settled, earned);
    const back = (n: number, marginPaise: number): SettlementEvent => ({
      type: 'ResellerMarginReversed',
      data: { ...ids, reversalId: id(n), resellerId: id(70), marginPaise },
    });
    const asked = (n: number, marginPaise: number): SettlementCommand => ({
      type: 'ReverseVendorSale',
      data: { settlementId: ids.settlementId, reversalId: id(n), salePaise: 0, marginPaise },
    });
    const reversed = (n: number): SettlementEvent => ({
      type: 'VendorSaleReversed',
      data: { ...ids, reversalId: id(n), salePaise: 0, taxPaise: 0 },
    });
    later(...settled, earned)
      .when(asked(90, 15_000))
      .then(reversed(90), back(90, 15_000));
    later(...settled, earned, reversed(90), back(90, 15_000))
      .when(asked(91, 5_001))
      .then(reversed(91), back(91, 5_000));
  });
  it('comes to nothing when all of it comes back, in whatever parts', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(parts, fc.nat(400), (salePaises, taxed) => {
        const salePaise = salePaises.reduce((sum, part) => sum + part, 0);
        const commands: SettlementCommand[] = [
          { ...settle, data: { ...settle.data, salePaise, taxPaise: Math.min(taxed, salePaise) } },
          ...salePaises.map((part, n) => reverse(n + 100, part)),
        ];
        let state = settlementDecider.initial;
        for (const command of commands) {
          const decision = settlementDecider.decide(command, state, NOW);
          if (isRejected(decision)) throw new Error(decision.rejected);
          state = decision.reduce(settlementDecider.evolve, state);
          const { salePaise: sale, taxPaise: tax, fees } = state!;
          expect(fees).toEqual(feesOf(sale, tax));
        }
        expect([openPaise(state!), state!.taxPaise]).toEqual([0, 0]);
      }),
    );
  });
});

describe('a payout', () => {
  const payout = deciderSpec(payoutDecider, NOW);
  const items = [
    { settlementId: id(60), amountPaise: 500 },
    { settlementId: id(61), amountPaise: -200 },
  ];
  const prepared: PayoutEvent = {
    type: 'PayoutPrepared',
    data: { payoutId: id(80), vendorId, items, amountPaise: 300 },
  };
  const paid: PayoutEvent = {
    type: 'PayoutPaid',
    data: { payoutId: id(80), vendorId, amountPaise: 300, reference: 'UTR1' },
  };
  it('pays the sum of its parcels once', () => {
    payout()
      .when({ type: 'PreparePayout', data: { payoutId: id(80), vendorId, items } })
      .then(prepared);
    payout()
      .when({ type: 'PreparePayout', data: { payoutId: id(80), vendorId, items: items.slice(1) } })
      .rejects('NothingToPayOut');
    payout(prepared)
      .when({ type: 'PreparePayout', data: { payoutId: id(80), vendorId: vendors[1], items } })
      .rejects('PayoutIdTaken');
    payout(prepared)
      .when({ type: 'RecordPayout', data: { payoutId: id(80), reference: 'UTR1' } })
      .then(paid);
    payout(prepared, paid)
      .when({ type: 'RecordPayout', data: { payoutId: id(80), reference: 'UTR2' } })
      .rejects('PayoutAlreadyPaid');
    payout()
      .when({ type: 'RecordPayout', data: { payoutId: id(80), reference: 'UTR2' } })
      .rejects('PayoutNotFound');
  });
});
