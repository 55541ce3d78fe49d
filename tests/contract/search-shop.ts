import type { ProductEvent } from '../../domains/catalogue/product/events.ts';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import { derivedId } from '../../domains/kernel/derived-id.ts';
import type { AnyMessage } from '../../event-schemas/primitives.ts';

export const NOW = '2026-03-01T00:00:00.000Z';
export const LATER = '2026-04-01T00:00:00.000Z';
export const idOf = (name: string): string => derivedId('product', name);

type Sold = {
  readonly name: string;
  readonly brand: string;
  readonly price: number;
  readonly mrp: number;
  readonly size?: string;
  readonly colour?: string;
  /** One more variant for each. */
  readonly otherColours?: readonly string[];
  readonly categoryIds?: readonly string[];
  readonly tags?: readonly string[];
  readonly visibleFrom?: string;
};
export const [DRESSES, GOWNS, SHRUGS] = ['dresses', 'gowns', 'shrugs'].map((name) => derivedId('category', name)) as [
  string,
  string,
  string,
];
const SHOP: readonly Sold[] = [
  { name: 'Block Print Kurta', brand: 'Aarna', price: 79_900, mrp: 99_900, size: 'S', colour: 'Blue' },
  { name: 'Silk Saree', brand: 'Aarna', price: 499_900, mrp: 999_900, colour: 'Red', tags: ['wedding'] },
  { name: 'Cotton Saree', brand: 'Meher', price: 129_900, mrp: 129_900, colour: 'Blue', tags: ['office'] },
  { name: 'Linen Saree', brand: 'Meher', price: 199_900, mrp: 249_900, colour: 'Green' },
  { name: 'Café Racer Jacket', brand: 'Rider', price: 349_900, mrp: 399_900, size: 'L', colour: 'Black' },
  { name: 'Future Saree', brand: 'Meher', price: 99_900, mrp: 99_900, visibleFrom: LATER },
  {
    name: 'Anarkali Gown',
    brand: 'Aarna',
    price: 150_000,
    mrp: 150_000,
    size: 'S',
    colour: 'Red',
    otherColours: ['Blue'],
    categoryIds: [GOWNS],
  },
  { name: 'Party Gown', brand: 'Meher', price: 45_000, mrp: 90_000, size: 'M', colour: 'Red', categoryIds: [GOWNS] },
  {
    name: 'Evening Shrug',
    brand: 'Rider',
    price: 600_000,
    mrp: 600_000,
    colour: 'Black',
    tags: ['gown'],
    categoryIds: [SHRUGS],
  },
];
const recorded = ({ type, data }: AnyMessage, position: number, stream: string): RecordedEvent => ({
  type,
  data,
  eventId: derivedId('event', position),
  stream,
  revision: 0n,
  position: BigInt(position),
  metadata: { correlationId: idOf('x'), causationId: idOf('x'), actor: 'test', schemaVersion: 1, recordedAt: NOW },
});

/** Events of a product from its creation to its being on show. */
export const productOnSale = (product: Sold, position: number): readonly RecordedEvent[] => {
  const productId = idOf(product.name);
  const created = {
    type: 'ProductCreated',
    data: {
      productId,
      vendorId: idOf(product.brand),
      details: {
        name: product.name,
        slug: product.name.toLowerCase().replaceAll(' ', '-'),
        brand: product.brand,
        categoryIds: [...(product.categoryIds ?? [])],
        images: [],
        videos: [],
        tags: [...(product.tags ?? [])],
        attributes: {},
        hsnCode: '6204',
      },
      variants: [product.colour, ...(product.otherColours ?? [])].map((colour, index) => ({
        variantId: derivedId('variant', product.name, index),
        sku: `${product.name} ${index}`,
        ...(product.size === undefined ? {} : { size: product.size }),
        ...(colour === undefined ? {} : { colour }),
        pricePaise: product.price,
        mrpPaise: product.mrp,
        active: true,
      })),
    },
  } as unknown as ProductEvent;
  const published = {
    type: 'ProductPublished',
    data: { productId, visibleFrom: product.visibleFrom ?? '2026-01-01T00:00:00.000Z' },
  };
  return [
    recorded(created, position, `product-${productId}`),
    recorded(published, position + 1, `product-${productId}`),
  ];
};
/** What a product is called in a language. */
export const productTranslated = (name: string, language: string, text: string, position: number): RecordedEvent => {
  const one = { kind: 'product', subjectId: idOf(name), language };
  const data = { ...one, texts: { name: text, description: 'Unsearched words' }, source: { name } };
  return recorded({ type: 'TranslationWritten', data }, position, `translation-${idOf(name)}`);
};
export const shopEvents = (): readonly RecordedEvent[] =>
  SHOP.flatMap((product, index) => productOnSale(product, 10 + index * 2));
