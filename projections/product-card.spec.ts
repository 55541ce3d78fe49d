import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProductId, VariantId, VendorId, type Recorded } from '../event-schemas/primitives.ts';
import type { CardEvent, ProductCardRow } from './product-card-row.ts';
import { productCard } from './product-card.ts';

const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const productId = ProductId.parse(uuid(1));
const [small, large] = [VariantId.parse(uuid(2)), VariantId.parse(uuid(3))];
const details = {
  name: 'Café Kurta',
  slug: 'cafe-kurta-1',
  brand: 'Neelam',
  categoryIds: [],
  images: ['https://images.example.com/1.jpg'],
  videos: [],
  tags: ['festive'],
  attributes: {},
  hsnCode: '6211',
};
const variant = (variantId: VariantId, size: string, pricePaise: number) => ({
  variantId,
  sku: size,
  size,
  colour: 'Blue',
  pricePaise,
  mrpPaise: 100_000,
  active: true,
});
const both = [variant(large, 'L', 90_000), variant(small, 'S', 75_000)];
const ofProduct: readonly CardEvent[] = [
  { type: 'ProductCreated', data: { productId, vendorId: VendorId.parse(uuid(4)), details, variants: both } },
  { type: 'ProductPublished', data: { productId, visibleFrom: '2026-01-01T00:00:00.000Z' } },
  { type: 'VariantPriceChanged', data: { productId, variantId: small, pricePaise: 70_000, mrpPaise: 100_000 } },
];
const ofStock: readonly CardEvent[] = [
  { type: 'StockCameBack', data: { productId, variantIds: [small, large] } },
  { type: 'StockRanOut', data: { productId, variantIds: [small] } },
  { type: 'StockCameBack', data: { productId, variantIds: [small] } },
  { type: 'StockRanOut', data: { productId, variantIds: [large] } },
];
const metadata = {
  correlationId: uuid(8),
  causationId: uuid(9),
  actor: 'test',
  schemaVersion: 1,
  recordedAt: '2026-01-01T00:00:00.000Z',
};
/** Every event keeps its place in the log, whatever order it is folded in. */
const recorded = (event: CardEvent, position: number): Recorded<CardEvent> => ({
  ...event,
  eventId: uuid(position + 100),
  stream: `product-${productId}`,
  revision: 0n,
  position: BigInt(position),
  metadata,
});
const products = ofProduct.map(recorded);
const stocks = ofStock.map((event, index) => recorded(event, ofProduct.length + index));
const fold = (events: readonly Recorded<CardEvent>[], before?: ProductCardRow): ProductCardRow | undefined =>
  events.reduce<ProductCardRow | undefined>((row, event) => productCard.evolve(row, event, productId), before);

describe('the product card', () => {
  it('shows the lowest price and what is in stock', () => {
    const row = fold([...products, ...stocks])!;
    expect(row).toMatchObject({ listed: true, in_stock: true, price_paise: 70_000, discount_percent: 30 });
    expect(row).toMatchObject({ sizes: ['L', 'S'], colours: ['Blue'], title_text: 'Cafe Kurta' });
    expect(JSON.parse(row.card!)).toMatchObject({
      id: productId,
      name: 'Café Kurta',
      image: 'https://images.example.com/1.jpg',
      price: { amount: 70_000, currency: 'INR' },
      sizes: ['L', 'S'],
      inStock: true,
    });
    expect(JSON.parse(row.card!)).toHaveProperty('colours', [{ name: 'Blue' }]);
  });
  it('is the same in any order of the product and its stock', () => {
    const expected = fold([...products, ...stocks]);
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }), (takeStock) => {
        const [left, right] = [[...products], [...stocks]];
        const mixed = takeStock.map((stock) => (stock ? right.shift() : left.shift()));
        const events = [...mixed.filter((event) => event !== undefined), ...left, ...right];
        expect(fold(events)).toEqual(expected);
      }),
    );
  });
  it('is not listed before it is published, when unpublished, and without anything to buy', () => {
    const product = products.slice(0, 1);
    expect(fold(product)).toMatchObject({ listed: false });
    const end = (event: CardEvent) => fold([...products, recorded(event, 20)]);
    expect(end({ type: 'ProductUnpublished', data: { productId } })).toMatchObject({ listed: false });
    expect(end({ type: 'ProductArchived', data: { productId } })).toMatchObject({ listed: false });
    const hidden = both.map((each) =>
      recorded({ type: 'VariantChanged', data: { productId, variant: { ...each, active: false } } }, 21),
    );
    expect(fold([...products, ...hidden])).toMatchObject({ listed: false, card: null });
    const back = recorded({ type: 'VariantChanged', data: { productId, variant: both[0]! } }, 22);
    expect(fold([...products, ...hidden, back])).toMatchObject({ listed: true, sizes: ['L'] });
  });
});
