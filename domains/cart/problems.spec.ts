import { expect, it } from 'vitest';
import { deliveryProblems, lineProblems } from './problems.ts';
import type { ArticleFacts } from './shop-facts.ts';
import { line } from './spec-examples.ts';

const facts = (more: Partial<ArticleFacts> = {}): ArticleFacts => ({
  ...{ productId: 'p', variantId: 'v', vendorId: 'w', name: 'Kurta', brand: 'Neelam', slug: 'kurta', sku: 'K1' },
  ...{ size: 'M', colour: undefined, imageUrl: undefined, categoryIds: [], hsnCode: '6204' },
  ...{ pricePaise: 50_000, mrpPaise: 60_000, isOnSale: true, available: 9, quantityMin: 1, quantityMax: 10 },
  backOrder: () => ({ quantity: 0, promisedOn: undefined }),
  ...more,
});
const codes = (quantity: number, article: ArticleFacts | undefined) =>
  lineProblems(line(1, quantity), article).map(({ code, blocking }) => `${code} ${blocking ? 'blocks' : 'informs'}`);

it.each([
  [2, facts(), []],
  [2, undefined, ['ArticleUnavailable blocks']],
  [2, facts({ isOnSale: false }), ['ArticleUnavailable blocks']],
  [2, facts({ available: 0 }), ['OutOfStock blocks']],
  [3, facts({ available: 2 }), ['InsufficientStock blocks']],
  [2, facts({ available: 2 }), []],
  [2, facts({ backOrder: (quantity) => ({ quantity, promisedOn: '2026-03-01' }) }), ['OnBackOrder informs']],
  [2, facts({ quantityMin: 3 }), ['QuantityNotAllowed blocks']],
  [3, facts({ quantityMax: 2 }), ['QuantityNotAllowed blocks']],
  [2, facts({ pricePaise: 49_000 }), ['PriceChanged informs']],
  [3, facts({ pricePaise: 51_000, available: 1 }), ['InsufficientStock blocks', 'PriceChanged informs']],
])('%i pieces of an article have their problems named', (quantity, article, expected) => {
  expect(codes(quantity, article)).toEqual(expected);
});

it.each([
  [49_999, 50_000, ['InvalidResellerPrice blocks']],
  [50_000, 50_000, []],
  [60_000, 50_000, []],
  [60_001, 50_000, ['InvalidResellerPrice blocks']],
  [55_000, 56_000, ['InvalidResellerPrice blocks', 'PriceChanged informs']],
])('a reseller’s price of %i over one of %i has its problems named', (resellerPricePaise, pricePaise, expected) => {
  const problems = lineProblems(line(1, 1, { resellerPricePaise }), facts({ pricePaise }));
  expect(problems.map(({ code, blocking }) => `${code} ${blocking ? 'blocks' : 'informs'}`)).toEqual(expected);
});

it.each([
  [undefined, 'COD', []],
  ['500081', 'PREPAID', []],
  ['500081', 'COD', []],
  ['190001', 'PREPAID', []],
  ['190001', 'COD', ['CashOnDeliveryNotOffered']],
  ['682551', 'PREPAID', ['AddressNotServiceable']],
  ['682551', 'COD', ['AddressNotServiceable']],
] as const)('parcels to %s paid as %s have their problems named', (postalCode, method, expected) => {
  const problems = deliveryProblems(postalCode, method);
  expect(problems.map(({ code }) => code)).toEqual(expected);
  expect(problems.every(({ blocking }) => blocking)).toBe(true);
});
