import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  address,
  confirmed,
  id,
  line,
  NOW,
  orderId,
  placed,
  shipped,
  userId,
  vendors,
} from '../../domains/order/spec-examples.ts';
import { evolveOrder, type Order, type OrderState, type TaxDocumentRow } from '../../domains/order/index.ts';
import { contentOf } from './orders-invoice-content.ts';

type Change = Parameters<typeof placed>[1];
const ordered = (lines: readonly ReturnType<typeof line>[], change: Change = {}): Order => {
  const order = placed(lines, change);
  return [order, confirmed(order)].reduce<OrderState>(evolveOrder, undefined)!;
};
const paidWith = (storeCreditPaise?: number): Order =>
  ordered([line(1)], storeCreditPaise === undefined ? {} : { storeCreditPaise });
const row = (kind: 'invoice' | 'creditNote', change: Partial<TaxDocumentRow> = {}): TaxDocumentRow => ({
  ...{ document_id: orderId, kind, number: 'INV/2601/00001', order_id: orderId, vendor_id: vendors[0] },
  ...{ lines: shipped([1]).data.lines, fees: null, issued_at: NOW },
  ...change,
});
const seller = { name: 'Neelam' };
const business = {
  ...{ legalName: 'Neelam Textiles LLP', address: '1 Mill Road, Pune 411001', state: 'Maharashtra' },
  gstin: '27AAPFU0939F1ZV',
};

it('an invoice says how its goods are paid and is taxed the same, however that is', () => {
  const [plain, partly] = [undefined, 60_000].map((paise) => contentOf(row('invoice'), paidWith(paise), seller, []));
  expect(plain!.paidBy).toEqual([{ name: 'Online', paise: 80_001 }]);
  expect(partly!.paidBy).toEqual([
    { name: 'Online', paise: 22_858 },
    { name: 'Store credit', paise: 57_143 },
  ]);
  expect(partly!.lines).toEqual(plain!.lines);
  expect(contentOf(row('creditNote'), paidWith(60_000), seller, [row('invoice')]).paidBy).toEqual([]);
});

describe('a tax document', () => {
  it('names the seller as registered, and the states with their codes', () => {
    expect(contentOf(row('invoice'), paidWith(), { ...seller, business }, [])).toMatchObject({
      seller: { name: business.legalName, address: business.address, gstin: business.gstin, state: { code: '27' } },
      placeOfSupply: { code: '36', name: 'Telangana' },
      isWithinState: false,
    });
    expect(contentOf(row('invoice'), paidWith(), seller, [])).toMatchObject({
      seller: { name: 'Neelam', gstin: undefined, state: { code: '36' } },
      isWithinState: true,
    });
  });
  it.each(['TELANGANA', 'Telangana ', 'TS', 'telangana'])('knows that %s is where the shop is', (placeOfSupply) => {
    const order = ordered([line(1)], { placeOfSupply, address: { ...address, state: placeOfSupply } });
    expect(contentOf(row('invoice'), order, seller, []).isWithinState).toBe(true);
  });
  it('is of the day in India, by which the financial year ends', () => {
    const issued_at = '2026-03-31T18:30:00.000Z';
    expect(contentOf(row('invoice', { issued_at }), paidWith(), seller, []).issuedOn).toBe('2026-04-01');
  });
  it('says whether it is between businesses', () => {
    const supplies = [{}, { resellerId: userId }, { gstin: business.gstin }].map(
      (change) => contentOf(row('invoice'), ordered([line(1)], change), seller, []).supply,
    );
    expect(supplies).toEqual(['B2C', 'B2B', 'B2B']);
  });
  it('states the price before discounts and what was taken off', () =>
    expect(contentOf(row('invoice'), paidWith(), seller, []).lines).toMatchObject([
      { quantity: 2, grossPaise: 100_000, totalPaise: 80_001, taxPaise: 3_810, taxablePaise: 76_191 },
    ]));
});

describe('a credit note', () => {
  it('names the invoices that it takes back, of goods and of fees', () => {
    const [first, second] = [1, 2].map((n) =>
      row('invoice', {
        ...{ number: `INV/2601/0000${n}`, lines: shipped([n]).data.lines, issued_at: `2026-01-1${n}T10:00:00.000Z` },
        fees: n === 1 ? { shippingPaise: 4_000, codFeePaise: 0 } : null,
      }),
    ) as [TaxDocumentRow, TaxDocumentRow];
    const order = ordered([line(1), line(2)]);
    const against = (change: Partial<TaxDocumentRow>) =>
      contentOf(row('creditNote', change), order, seller, [first, second]).against;
    expect(against({ lines: shipped([2]).data.lines })).toEqual([{ number: 'INV/2601/00002', day: '2026-01-12' }]);
    expect(against({ lines: [], fees: first.fees })).toEqual([{ number: 'INV/2601/00001', day: '2026-01-11' }]);
    expect(contentOf(first, order, seller, []).against).toEqual([]);
  });
  it('takes back the tax of its invoice to the paisa, in whatever parts the goods come back', () => {
    const sale = fc.record({
      quantity: fc.integer({ min: 1, max: 9 }),
      cancelled: fc.nat(8),
      taxPaise: fc.nat(5_000),
      cuts: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 9, maxLength: 9 }),
    });
    fc.assert(
      fc.property(sale, ({ quantity, cancelled, taxPaise, cuts }) => {
        const order = ordered([line(1, { quantity, taxPaise })]);
        const pieces = Math.max(1, quantity - cancelled);
        const [sold] = shipped([1]).data.lines;
        const of = (kind: 'invoice' | 'creditNote', count: number, n: number) =>
          row(kind, { document_id: id(n), lines: [{ ...sold!, quantity: count, totalPaise: count * 10_000 }] });
        const rows = [of('invoice', pieces, 900)];
        for (let left = pieces; left > 0;) {
          const count = Math.min(left, cuts[rows.length - 1]!);
          rows.push(of('creditNote', count, 900 + rows.length));
          left -= count;
        }
        const [invoiced, ...credited] = rows.map(
          (one, index) => contentOf(one, order, seller, rows.slice(0, index)).lines[0]!.taxPaise,
        );
        expect(credited.reduce((sum, paise) => sum + paise, 0)).toBe(invoiced);
      }),
    );
  });
});
