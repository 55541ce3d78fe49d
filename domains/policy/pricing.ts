/** Numbers of the price: fees and tax rates. Amounts are integer paise, rates are basis points (1/100 per cent). */

/** Delivery of one order. Free when the item subtotal is above `freeAbovePaise`. */
export const delivery = {
  value: { feePaise: 4_000, freeAbovePaise: 50_000 },
  since: '2024-01-01T00:00:00.000Z',
  source: 'domain facts, section 4: ₹40, free above ₹500 of subtotal',
} as const;

/** What paying on delivery costs on top. */
export const cashOnDelivery = {
  value: { feePaise: 0 },
  since: '2024-01-01T00:00:00.000Z',
  source: 'domain facts, section 4 name no such fee',
} as const;

/**
 * Whole coins only, `coinsPerStep` for each full `stepPaise` of the item subtotal; coins pay items, never fees, and leave
 * `payableMinPaise` to pay.
 */
export const coinSpending = {
  value: { coinPaise: 100, stepPaise: 100_000, coinsPerStep: 100, payableMinPaise: 100 },
  since: '2024-01-01T00:00:00.000Z',
  source: 'domain facts, section 7; requirements S5 for the least amount payable',
} as const;

/** GST of goods whose rate depends on what one piece costs without tax: `low` up to the limit, `high` above it. */
export type TaxSlab = {
  readonly lowBasisPoints: number;
  readonly limitPaise: number;
  readonly highBasisPoints: number;
};
type DatedSlab = { readonly since: string; readonly value: TaxSlab; readonly source: string };

const flat = (basisPoints: number): TaxSlab => ({
  lowBasisPoints: basisPoints,
  limitPaise: 0,
  highBasisPoints: basisPoints,
});
const reform = (lowBasisPoints: number, highBasisPoints: number): DatedSlab => ({
  since: '2025-09-21T18:30:00.000Z',
  value: { lowBasisPoints, limitPaise: 250_000, highBasisPoints },
  source: 'CGST (Rate) notification 9/2025, in force from 22 September 2025 (IST)',
});
const apparel: readonly DatedSlab[] = [
  reform(500, 1_800),
  {
    since: '2017-06-30T18:30:00.000Z',
    value: { lowBasisPoints: 500, limitPaise: 100_000, highBasisPoints: 1_200 },
    source: 'CGST (Rate) notification 1/2017',
  },
];
const footwear: readonly DatedSlab[] = [
  reform(500, 1_800),
  {
    since: '2021-12-31T18:30:00.000Z',
    value: { lowBasisPoints: 1_200, limitPaise: 100_000, highBasisPoints: 1_800 },
    source: 'CGST (Rate) notification 21/2021',
  },
  {
    since: '2017-06-30T18:30:00.000Z',
    value: { lowBasisPoints: 500, limitPaise: 50_000, highBasisPoints: 1_800 },
    source: 'CGST (Rate) notification 1/2017',
  },
];

const always = (basisPoints: number, schedule: string): readonly DatedSlab[] => [
  {
    since: '2017-06-30T18:30:00.000Z',
    value: flat(basisPoints),
    source: `CGST (Rate) notification 1/2017, schedule ${schedule}`,
  },
];
/** Woven and knitted fabrics, among them sarees and dress material that are sold unstitched. */
const fabric = always(500, 'I');
/** What the reform lowered from 12 to 5 per cent, whatever it costs. */
const lowered = [reform(500, 500), ...always(1_200, 'II')];
const hairCare = [reform(500, 500), ...always(1_800, 'III')];

/** Rates by the first digits of the HSN code (of the longest match), newest first. `other` is for every other code, and for fees. */
export const goodsAndServicesTax: Readonly<Record<string, readonly DatedSlab[]>> = {
  '330510': hairCare,
  '33059019': hairCare,
  '50': fabric,
  '51': fabric,
  '52': fabric,
  '53': fabric,
  '54': fabric,
  '55': fabric,
  '57': lowered,
  '60': fabric,
  '61': apparel,
  '62': apparel,
  '63': apparel,
  '64': footwear,
  '6505': lowered,
  '6911': lowered,
  /** Jewellery, imitations included. */
  '7113': always(300, 'V'),
  '7114': always(300, 'V'),
  '7117': always(300, 'V'),
  other: always(1_800, 'III'),
};

/** A shop of clothes: goods whose HSN code nobody has entered are taxed as apparel. */
export const chapterWhenUnknown = {
  value: '62',
  since: '2024-01-01T00:00:00.000Z',
  source: 'the range of the shop',
} as const;
