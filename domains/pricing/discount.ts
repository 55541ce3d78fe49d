import { portionOf, splitByWeight } from './split.ts';

/** Which goods a discount is for; an absent list leaves that side open. */
export type DiscountScope = {
  readonly productIds?: readonly string[] | undefined;
  readonly categoryIds?: readonly string[] | undefined;
  readonly vendorIds?: readonly string[] | undefined;
};

/** Rates are basis points (1 to 10,000), amounts paise. */
export type DiscountKind =
  | { readonly type: 'percentage'; readonly basisPoints: number; readonly discountMaxPaise?: number | undefined }
  | { readonly type: 'fixed'; readonly amountPaise: number }
  | { readonly type: 'freeShipping' }
  /** Of every `buy + get` pieces the `get` cheapest are reduced by `basisPoints`. */
  | {
      readonly type: 'buyXGetY';
      readonly buy: number;
      readonly get: number;
      readonly basisPoints: number;
      readonly discountMaxPaise?: number | undefined;
    };

export type DiscountTerms = {
  readonly couponId: string;
  readonly discount: DiscountKind;
  readonly minimumPaise?: number | undefined;
  readonly scope?: DiscountScope | undefined;
  /** Goods that get nothing off although they are in the scope; one match is enough. */
  readonly excluded?: DiscountScope | undefined;
  /** Pieces in the scope that the order must have; 1 unless stated. */
  readonly minimumQuantity?: number | undefined;
  readonly paymentMethods?: readonly ('PREPAID' | 'COD')[] | undefined;
  /** An exclusive discount stands alone: nothing else is taken off by promotion or coupon. */
  readonly exclusive?: boolean | undefined;
};

/** What a discount looks at: what is left to pay for the line, and what the line is. */
export type DiscountableLine = {
  readonly leftPaise: number;
  readonly quantity: number;
  readonly productId: string;
  readonly vendorId?: string | undefined;
  readonly categoryIds?: readonly string[] | undefined;
};

const RUPEE_PAISE = 100;
const FULL = 10_000;

const listed = (list: readonly string[] | undefined, value: string | undefined): boolean =>
  list === undefined || (value !== undefined && list.includes(value));

export const inScope = (line: DiscountableLine, scope: DiscountScope = {}): boolean =>
  listed(scope.productIds, line.productId) &&
  listed(scope.vendorIds, line.vendorId) &&
  (scope.categoryIds === undefined || scope.categoryIds.some((id) => line.categoryIds?.includes(id) === true));

const isExcluded = (line: DiscountableLine, { productIds = [], vendorIds = [], categoryIds = [] }: DiscountScope) =>
  productIds.includes(line.productId) ||
  (line.vendorId !== undefined && vendorIds.includes(line.vendorId)) ||
  categoryIds.some((id) => line.categoryIds?.includes(id) === true);

/** Whether a discount is for this line. */
export const isDiscountable = (line: DiscountableLine, { scope, excluded }: DiscountTerms): boolean =>
  inScope(line, scope) && (excluded === undefined || !isExcluded(line, excluded));

/** Pieces of an order that a discount is for. */
export const discountablePieces = (lines: readonly DiscountableLine[], terms: DiscountTerms): number =>
  lines.reduce((pieces, line) => pieces + (isDiscountable(line, terms) ? line.quantity : 0), 0);

/** `basisPoints` of an amount to the nearest whole rupee, half up. */
const percentage = (paise: number, basisPoints: number): number => {
  const rupees =
    (BigInt(paise) * BigInt(basisPoints) * 2n + BigInt(RUPEE_PAISE * FULL)) / BigInt(2 * RUPEE_PAISE * FULL);
  return Math.min(paise, Number(rupees) * RUPEE_PAISE);
};

/** One price per piece, cheapest first; a line's odd paise stay with its dearest pieces. */
const piecesOf = (lines: readonly DiscountableLine[]): { index: number; paise: number }[] =>
  lines
    .flatMap(({ leftPaise, quantity }, index) =>
      Array.from({ length: quantity }, () => ({ index, paise: portionOf(leftPaise, 1, quantity) })),
    )
    .sort((a, b) => a.paise - b.paise || a.index - b.index);

const buyXGetY = (
  lines: readonly DiscountableLine[],
  { buy, get, basisPoints, discountMaxPaise }: DiscountKind & { type: 'buyXGetY' },
): number[] => {
  const pieces = piecesOf(lines);
  const reduced = pieces.slice(0, Math.floor(pieces.length / (buy + get)) * get);
  const parts = lines.map(() => 0);
  for (const { index, paise } of reduced) parts[index]! += portionOf(paise, basisPoints, FULL);
  const whole = parts.reduce((sum, part) => sum + part, 0);
  return discountMaxPaise === undefined || whole <= discountMaxPaise ? parts : splitByWeight(discountMaxPaise, parts);
};

const amountOf = (discount: DiscountKind & { type: 'percentage' | 'fixed' }, eligiblePaise: number): number =>
  discount.type === 'fixed'
    ? Math.min(discount.amountPaise, eligiblePaise)
    : Math.min(percentage(eligiblePaise, discount.basisPoints), discount.discountMaxPaise ?? eligiblePaise);

/** What a discount takes off each line, in paise; never more than is left of the line. */
export const discountParts = (lines: readonly DiscountableLine[], terms: DiscountTerms): number[] => {
  const { discount } = terms;
  if (discount.type === 'freeShipping') return lines.map(() => 0);
  const eligible = lines.map((line) => (isDiscountable(line, terms) ? line : { ...line, leftPaise: 0, quantity: 0 }));
  if (discount.type === 'buyXGetY') return buyXGetY(eligible, discount);
  const weights = eligible.map(({ leftPaise }) => leftPaise);
  return splitByWeight(
    amountOf(
      discount,
      weights.reduce((sum, weight) => sum + weight, 0),
    ),
    weights,
  );
};

/** Whether the terms can be used on an order of this size, paid in this way. */
export const discountApplies = (
  terms: DiscountTerms,
  lines: readonly DiscountableLine[],
  { subtotalPaise, paymentMethod }: { readonly subtotalPaise: number; readonly paymentMethod: 'PREPAID' | 'COD' },
): boolean =>
  subtotalPaise >= (terms.minimumPaise ?? 0) &&
  discountablePieces(lines, terms) >= (terms.minimumQuantity ?? 1) &&
  (terms.paymentMethods?.includes(paymentMethod) ?? true);
