import type { Instant } from '../../event-schemas/primitives.ts';
import { chapterWhenUnknown, goodsAndServicesTax, type TaxSlab } from '../policy/pricing.ts';

const FULL = 10_000;
/** Digits of a chapter, a heading, a sub-heading and an article of the tariff, the longest first. */
const PREFIX_LENGTHS = [8, 6, 4, 2];

/** The rates of one HSN code at one time. A code before its first rate has the oldest one. */
export const slabOf = (hsnCode: string | undefined, at: Instant): TaxSlab => {
  const code = hsnCode ?? chapterWhenUnknown.value;
  const known = PREFIX_LENGTHS.map((length) => code.slice(0, length)).find((prefix) => prefix in goodsAndServicesTax);
  const dated = goodsAndServicesTax[known ?? 'other']!;
  return (dated.find(({ since }) => since <= at) ?? dated.at(-1)!).value;
};

/**
 * The rate in basis points of goods that cost `netPaise` with tax and after every discount for `quantity` pieces. The limit of
 * a slab is the value of one piece without tax, so it is compared with what remains when the low rate is taken out.
 */
export const rateOf = (slab: TaxSlab, netPaise: number, quantity: number): number =>
  netPaise * FULL <= slab.limitPaise * quantity * (FULL + slab.lowBasisPoints)
    ? slab.lowBasisPoints
    : slab.highBasisPoints;

/** The tax inside a price, rounded half up. */
export const taxInside = (pricePaise: number, basisPoints: number): number =>
  Number(
    (BigInt(pricePaise) * BigInt(basisPoints) * 2n + BigInt(FULL + basisPoints)) / (2n * BigInt(FULL + basisPoints)),
  );
