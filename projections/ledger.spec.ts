import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Recorded } from '../event-schemas/primitives.ts';
import { derivedId } from '../domains/kernel/derived-id.ts';
import { ledgerAccounts, ledgerEntries, type LedgerAccountRow, type LedgerEntryRow } from './ledger.ts';
import { LEDGER_TYPES, movementOf, SHOP, type LedgerEvent } from './ledger-movements.ts';

type Written = Recorded<LedgerEvent>;
const userId = 'u';
const event = (type: string, data: object, n = 0): Written =>
  ({
    type,
    data: { userId, ...data },
    eventId: derivedId('event', n),
    stream: 'wallet-u',
    revision: 0n,
    position: BigInt(n),
    metadata: {
      recordedAt: `2026-01-01T00:00:00.${String(n % 1_000).padStart(3, '0')}Z`,
      correlationId: derivedId('c'),
      actor: 'user:u',
    },
  }) as unknown as Written;

const fold = (events: readonly Written[]) => {
  const accounts = new Map<string, LedgerAccountRow>();
  const entries = new Map<string, LedgerEntryRow>();
  for (const one of events) {
    for (const key of ledgerAccounts.keysOf(one))
      accounts.set(key, ledgerAccounts.evolve(accounts.get(key), one, key)!);
    for (const key of ledgerEntries.keysOf(one)) entries.set(key, ledgerEntries.evolve(entries.get(key), one, key)!);
  }
  return { accounts, entries };
};

describe('the ledger', () => {
  it('knows the two legs of each event', () => {
    const legs = (type: string, data: object) => {
      const movement = movementOf(event(type, data));
      return movement && [movement.from, movement.to, movement.amountPaise];
    };
    expect(legs('CoinsGranted', { coins: 3 })).toEqual([SHOP.coinsPromised, 'coins:u', 300]);
    expect(legs('CoinsExpired', { coins: 3 })).toEqual(['coins:u', SHOP.coinsPromised, 300]);
    expect(legs('CoinsRevoked', { coins: 0 })).toBeUndefined();
    expect(legs('CoinsHeld', { coins: 3 })).toEqual(['coins:u', 'coins-held:u', 300]);
    expect(legs('CoinsReleased', { coins: 3 })).toEqual(['coins-held:u', 'coins:u', 300]);
    expect(legs('CoinsCommitted', { coins: 3 })).toEqual(['coins-held:u', SHOP.coinsRedeemed, 300]);
    expect(legs('CoinsRestored', { coins: 3 })).toEqual([SHOP.coinsRedeemed, 'coins:u', 300]);
    expect(legs('PaymentCaptured', { amountPaise: 9 })).toEqual(['buyer:u', SHOP.gateway, 9]);
    expect(legs('SurplusPaymentCaptured', { amountPaise: 9 })).toEqual(['buyer:u', SHOP.gateway, 9]);
    expect(legs('RefundProcessed', { amountPaise: 9, reference: 'rfnd_1' })).toEqual([SHOP.gateway, 'buyer:u', 9]);
    expect(legs('RefundProcessed', { amountPaise: 9, reference: 'UTR 1' })).toEqual([SHOP.bank, 'buyer:u', 9]);
    expect(legs('PaymentDisputed', { amountPaise: 9, status: 'lost' })).toEqual([SHOP.gateway, SHOP.disputes, 9]);
    expect(legs('PaymentDisputed', { amountPaise: 9, status: 'open' })).toBeUndefined();
    expect(legs('CashCollected', { amountPaise: 9 })).toEqual(['buyer:u', SHOP.courier, 9]);
    expect(legs('CashRemitted', { amountPaise: 9 })).toEqual([SHOP.courier, SHOP.bank, 9]);
    expect(legs('OrderConfirmed', { totalPaise: 9 })).toEqual([SHOP.sales, 'buyer:u', 9]);
    expect(legs('OrderCancelled', { refundPaise: 9, wasConfirmed: true })).toEqual(['buyer:u', SHOP.sales, 9]);
    expect(legs('OrderCancelled', { refundPaise: 9, wasConfirmed: false })).toBeUndefined();
    expect(legs('OrderReturnedToOrigin', { refundPaise: 9 })).toEqual(['buyer:u', SHOP.sales, 9]);
    expect(legs('ReturnAccepted', { refundPaise: 9, kind: 'refund' })).toEqual(['buyer:u', SHOP.sales, 9]);
    expect(legs('ReturnAccepted', { refundPaise: 9, kind: 'replacement' })).toBeUndefined();
    const edited = (addedPaise: number, removedPaise: number) => legs('OrderEdited', { addedPaise, removedPaise });
    expect(edited(12, 3)).toEqual([SHOP.sales, 'buyer:u', 9]);
    expect(legs('OrderPrepaid', { savedPaise: 9 })).toEqual(['buyer:u', SHOP.sales, 9]);
    expect(edited(3, 12)).toEqual(['buyer:u', SHOP.sales, 9]);
    const [use, held, used] = [{ couponId: 'c', discountPaise: 9 }, 'coupon-held:c', 'coupon-used:c'] as const;
    expect(legs('CouponReserved', { ...use, extends: false })).toEqual([SHOP.couponsPromised, held, 9]);
    expect(legs('CouponReserved', { ...use, extends: true })).toBeUndefined();
    expect(legs('CouponRedeemed', use)).toEqual([held, used, 9]);
    expect(legs('CouponReleased', { ...use, from: 'reserved' })).toEqual([held, SHOP.couponsPromised, 9]);
    expect(legs('CouponReleased', { ...use, from: 'redeemed' })).toEqual([used, SHOP.couponsPromised, 9]);
  });

  it('knows store credit as money that the shop owes', () => {
    const legs = (type: string, data: object = {}) => {
      const { from, to, amountPaise } = movementOf(event(type, { amountPaise: 9, ...data }))!;
      return [from, to, amountPaise];
    };
    const [own, held] = ['store-credit:u', 'store-credit-held:u'];
    expect(legs('GiftCardIssued')).toEqual([SHOP.giftCardsOpen, SHOP.creditPromised, 9]);
    expect(legs('GiftCardCancelled')).toEqual([SHOP.creditPromised, SHOP.giftCardsOpen, 9]);
    expect(legs('GiftCardLapsed')).toEqual([SHOP.creditPromised, SHOP.giftCardsOpen, 9]);
    expect(legs('StoreCreditGranted', { reason: 'giftCard' })).toEqual([own, SHOP.giftCardsOpen, 9]);
    expect(legs('StoreCreditGranted', { reason: 'goodwill' })).toEqual([own, SHOP.creditPromised, 9]);
    expect(legs('StoreCreditHeld')).toEqual([held, own, 9]);
    expect(legs('StoreCreditReleased')).toEqual([own, held, 9]);
    expect(legs('StoreCreditCommitted')).toEqual(['buyer:u', held, 9]);
    expect(legs('StoreCreditRestored')).toEqual([own, 'buyer:u', 9]);
    expect(legs('StoreCreditRefunded')).toEqual([own, 'buyer:u', 9]);
    expect(legs('StoreCreditLapsed')).toEqual([SHOP.creditPromised, own, 9]);
    expect(legs('StoreCreditMovedOut')).toEqual([SHOP.creditMoving, own, 9]);
    expect(legs('StoreCreditMovedIn')).toEqual([own, SHOP.creditMoving, 9]);
    const paid = [event('OrderConfirmed', { totalPaise: 9 }, 1), event('StoreCreditCommitted', { amountPaise: 9 }, 2)];
    expect(fold(paid).accounts.get('buyer:u')!.balance_paise).toBe(0);
    const partly = [
      event('OrderConfirmed', { totalPaise: 9 }, 1),
      event('StoreCreditCommitted', { amountPaise: 4 }, 2),
      event('PaymentCaptured', { amountPaise: 5 }, 3),
    ];
    const refunded = [
      event('OrderCancelled', { refundPaise: 9, wasConfirmed: true }, 4),
      event('RefundProcessed', { amountPaise: 5, reference: 'rfnd_1' }, 5),
      event('StoreCreditRestored', { amountPaise: 4 }, 6),
    ];
    expect(fold(partly).accounts.get('buyer:u')!.balance_paise).toBe(0);
    expect(fold([...partly, ...refunded]).accounts.get('buyer:u')!.balance_paise).toBe(0);
  });

  it('passes a sale on to its seller, and a payout settles it', () => {
    const legs = (type: string, data: object) => movementOf(event(type, { vendorId: 'v', ...data }));
    const both = (from: string, to: string) => ({ from, to, amountPaise: 9 });
    expect(legs('VendorSaleSettled', { salePaise: 9 })).toEqual(both('vendor:v', SHOP.sales));
    expect(legs('VendorSaleReversed', { salePaise: 9 })).toEqual(both(SHOP.sales, 'vendor:v'));
    expect(legs('VendorFeeCharged', { kind: 'tcs', amountPaise: 9 })).toEqual(both(SHOP.tcs, 'vendor:v'));
    expect(legs('VendorFeeReversed', { kind: 'tds', amountPaise: 9 })).toEqual(both('vendor:v', SHOP.tds));
    expect(legs('PayoutPaid', { amountPaise: 9 })).toEqual(both(SHOP.bank, 'vendor:v'));
  });

  it('is even at the gateway once all is settled', () => {
    const settledItem = (direction: 'in' | 'out', amountPaise: number, n: number) =>
      event('GatewayItemSettled', { direction, amountPaise }, n);
    const fee = (kind: 'fee' | 'tax', amountPaise: number, n: number) =>
      event('GatewayFeeTaken', { kind, amountPaise }, n);
    const { accounts } = fold([
      event('PaymentCaptured', { amountPaise: 100_000 }, 1),
      event('RefundProcessed', { amountPaise: 30_000, reference: 'rfnd_1' }, 2),
      settledItem('in', 97_640, 3),
      fee('fee', 2_000, 4),
      fee('tax', 360, 5),
      settledItem('out', 30_000, 6),
    ]);
    const balances = [SHOP.gateway, SHOP.bank, SHOP.gatewayFees, SHOP.gatewayFeeTax].map(
      (account) => accounts.get(account)!.balance_paise,
    );
    expect(balances).toEqual([0, 67_640, 2_000, 360]);
  });

  it('is even for a purchase that was paid, and for one that was refunded', () => {
    const paid = [event('OrderConfirmed', { totalPaise: 500 }, 1), event('PaymentCaptured', { amountPaise: 500 }, 2)];
    expect(fold(paid).accounts.get('buyer:u')!.balance_paise).toBe(0);
    const refunded = [
      ...paid,
      event('OrderCancelled', { refundPaise: 500, wasConfirmed: true }, 3),
      event('RefundProcessed', { amountPaise: 500, reference: 'rfnd_1' }, 4),
    ];
    for (const { balance_paise } of fold(refunded).accounts.values()) expect(balance_paise).toBe(0);
  });

  const data = fc.record({
    coins: fc.nat(500),
    amountPaise: fc.nat(50_000),
    totalPaise: fc.nat(50_000),
    refundPaise: fc.nat(50_000),
    discountPaise: fc.nat(50_000),
    couponId: fc.constantFrom('c', 'd'),
    extends: fc.boolean(),
    from: fc.constantFrom('reserved', 'redeemed'),
    userId: fc.constantFrom('a', 'b'),
    wasConfirmed: fc.boolean(),
    kind: fc.constantFrom('refund', 'replacement'),
    salePaise: fc.nat(50_000),
    addedPaise: fc.nat(50_000),
    removedPaise: fc.nat(50_000),
    savedPaise: fc.nat(50_000),
    ...{ vendorId: fc.constantFrom('v', 'w'), resellerId: fc.constantFrom('r', 's'), marginPaise: fc.nat(50_000) },
    reference: fc.constantFrom('rfnd_1', 'UTR 1'),
  });
  const events = fc
    .array(fc.tuple(fc.constantFrom(...LEDGER_TYPES), data), { maxLength: 40 })
    .map((all) =>
      all.map(([type, fields], n) =>
        event(type, type.startsWith('VendorFee') ? { ...fields, kind: 'commission' } : fields, n),
      ),
    );

  it('sums to zero over all accounts, and every balance is the sum of its entries', () => {
    fc.assert(
      fc.property(events, (all) => {
        const { accounts, entries } = fold(all);
        expect([...accounts.values()].reduce((sum, { balance_paise }) => sum + balance_paise, 0)).toBe(0);
        for (const [account, { balance_paise }] of accounts) {
          let explained = 0;
          for (const { from_account, to_account, amount_paise } of entries.values())
            explained += (to_account === account ? amount_paise : 0) - (from_account === account ? amount_paise : 0);
          expect(explained).toBe(balance_paise);
        }
      }),
    );
  });
  it('gives the same rows when it is folded again, and in any order of streams', () => {
    fc.assert(
      fc.property(events, (all) => {
        const sorted = (rows: ReadonlyMap<string, object>) => [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
        expect(sorted(fold([...all].reverse()).accounts)).toEqual(sorted(fold(all).accounts));
        expect(sorted(fold([...all, ...all]).entries)).toEqual(sorted(fold(all).entries));
      }),
    );
  });
});
