import { beforeAll, describe, expect, it } from 'vitest';
import type { ProductEvent } from '../../domains/catalogue/product/events.ts';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import type { ProductSearch, SearchIndex } from '../../domains/kernel/ports/search-index.ts';
import { derivedId } from '../../domains/kernel/derived-id.ts';
import type { AnyMessage } from '../../event-schemas/primitives.ts';

export const NOW = '2026-03-01T00:00:00.000Z';
const LATER = '2026-04-01T00:00:00.000Z';
const idOf = (name: string): string => derivedId('product', name);

type Sold = {
  readonly name: string;
  readonly brand: string;
  readonly price: number;
  readonly mrp: number;
  readonly size?: string;
  readonly colour?: string;
  readonly tags?: readonly string[];
  readonly visibleFrom?: string;
};
const SHOP: readonly Sold[] = [
  { name: 'Block Print Kurta', brand: 'Aarna', price: 79_900, mrp: 99_900, size: 'S', colour: 'Blue' },
  { name: 'Silk Saree', brand: 'Aarna', price: 499_900, mrp: 999_900, colour: 'Red', tags: ['wedding'] },
  { name: 'Cotton Saree', brand: 'Meher', price: 129_900, mrp: 129_900, colour: 'Blue', tags: ['office'] },
  { name: 'Linen Saree', brand: 'Meher', price: 199_900, mrp: 249_900, colour: 'Green' },
  { name: 'Café Racer Jacket', brand: 'Rider', price: 349_900, mrp: 399_900, size: 'L', colour: 'Black' },
  { name: 'Future Saree', brand: 'Meher', price: 99_900, mrp: 99_900, visibleFrom: LATER },
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
  const variantId = derivedId('variant', product.name);
  const created = {
    type: 'ProductCreated',
    data: {
      productId,
      vendorId: idOf(product.brand),
      details: {
        name: product.name,
        slug: product.name.toLowerCase().replaceAll(' ', '-'),
        brand: product.brand,
        categoryIds: [],
        images: [],
        videos: [],
        tags: [...(product.tags ?? [])],
        attributes: {},
        hsnCode: '6204',
      },
      variants: [
        {
          variantId,
          sku: product.name,
          ...(product.size === undefined ? {} : { size: product.size }),
          ...(product.colour === undefined ? {} : { colour: product.colour }),
          pricePaise: product.price,
          mrpPaise: product.mrp,
          active: true,
        },
      ],
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
export const shopEvents = (): readonly RecordedEvent[] =>
  SHOP.flatMap((product, index) => productOnSale(product, 10 + index * 2));

/** What every side of the port `SearchIndex` does, over the shop above. */
export const searchIndexContract = (
  name: string,
  open: (events: readonly RecordedEvent[]) => Promise<SearchIndex>,
): void => {
  describe(`SearchIndex: ${name}`, () => {
    let index: SearchIndex;
    beforeAll(async () => {
      index = await open(shopEvents());
    });
    const find = async (text: string, more: Partial<ProductSearch> = {}) => {
      const found = await index.search({ text, filters: {}, sort: 'newest', limit: 10, now: NOW, ...more });
      const names = found?.cards.map((card) => (JSON.parse(card) as { name: string }).name);
      return { names, total: found?.total, next: found?.next, correctedText: found?.correctedText };
    };

    it('finds products in which all words occur, in the name or beside it', async () => {
      expect((await find('saree')).names).toEqual(['Linen Saree', 'Cotton Saree', 'Silk Saree']);
      expect((await find('red SAREE wedding')).names).toEqual(['Silk Saree']);
      expect((await find('meher linen')).names).toEqual(['Linen Saree']);
      expect((await find('saree jacket')).names).toEqual([]);
      expect((await find('saree')).total).toBe(3);
    });

    it('takes the last word as the beginning of one, and letters with and without marks as the same', async () => {
      expect((await find('block pri')).names).toEqual(['Block Print Kurta']);
      expect((await find('cafe')).names).toEqual(['Café Racer Jacket']);
      expect((await find('CAFÉ jack')).names).toEqual(['Café Racer Jacket']);
    });

    it('forgives a typing mistake, and says what it searched for', async () => {
      const { names, correctedText } = await find('coton saree');
      expect(names).toEqual(['Cotton Saree']);
      expect(correctedText).toBe('cotton saree');
      expect((await find('saree')).correctedText).toBeUndefined();
      expect(await find('xqzzv')).toMatchObject({ names: [], total: 0, correctedText: undefined });
    });

    it('finds the singular by the plural', async () => {
      expect((await find('sarees')).names).toContain('Silk Saree');
    });

    it('takes nothing that is typed for query syntax', async () => {
      for (const text of ["'", '" OR *:*', '!!!', "kurta' | 'saree", '(((', '\\', 'सा']) await find(text);
      expect((await find('*')).names).toEqual([]);
    });

    it('narrows by filters: values of one are alternatives, fields narrow each other', async () => {
      const filters = (given: ProductSearch['filters']) => find('saree', { filters: given });
      expect((await filters({ brands: ['Meher'] })).names).toEqual(['Linen Saree', 'Cotton Saree']);
      expect((await filters({ colours: ['Blue', 'Red'] })).names).toEqual(['Cotton Saree', 'Silk Saree']);
      expect((await filters({ brands: ['Meher'], colours: ['Blue', 'Red'] })).names).toEqual(['Cotton Saree']);
      expect((await filters({ priceMin: 129_900, priceMax: 199_900 })).names).toEqual(['Linen Saree', 'Cotton Saree']);
      expect((await filters({ discountMin: 50 })).names).toEqual(['Silk Saree']);
      expect((await filters({ inStock: true })).names).toEqual([]);
      expect((await find('kurta', { filters: { sizes: ['S', 'M'] } })).names).toEqual(['Block Print Kurta']);
    });

    it('sorts by price, discount, name and age, and shows a product from its day on', async () => {
      const by = async (sort: ProductSearch['sort']) => (await find('saree', { sort })).names;
      expect(await by('price_asc')).toEqual(['Cotton Saree', 'Linen Saree', 'Silk Saree']);
      expect(await by('price_desc')).toEqual(['Silk Saree', 'Linen Saree', 'Cotton Saree']);
      expect(await by('discount')).toEqual(['Silk Saree', 'Linen Saree', 'Cotton Saree']);
      expect(await by('name')).toEqual(['Cotton Saree', 'Linen Saree', 'Silk Saree']);
      expect((await find('future')).names).toEqual([]);
      expect((await find('future', { now: LATER })).names).toEqual(['Future Saree']);
    });

    it('gives each product on exactly one page, and no page for a cursor of something else', async () => {
      for (const sort of ['relevance', 'newest', 'price_asc', 'name'] as const) {
        const whole = await find('saree', { sort });
        const first = await find('saree', { sort, limit: 2 });
        const rest = await find('saree', { sort, limit: 2, after: first.next! });
        expect([...first.names!, ...rest.names!], sort).toEqual(whole.names);
        expect(rest.next).toBeUndefined();
      }
      expect((await find('saree', { after: 'nonsense' })).names).toBeUndefined();
    });

    it('gives every product that stays as it is on exactly one page, though others come between the pages', async () => {
      const walks = Array.from({ length: 7 }, (_none, n) => `Walk ${'long '.repeat(n)}number${n}`);
      let position = 1_000;
      const sell = async (name: string): Promise<void> => {
        await open(productOnSale({ name, brand: 'Aarna', price: position, mrp: position * 2 }, position));
        position += 2;
      };
      for (const name of walks) await sell(name);
      for (const sort of ['relevance', 'newest', 'price_desc'] as const) {
        const seen: string[] = [];
        let after: string | undefined;
        do {
          const page = await find('walk', { sort, limit: 2, ...(after === undefined ? {} : { after }) });
          seen.push(...page.names!);
          after = page.next;
          await sell(`Newcomer walk walk ${position}`);
        } while (after !== undefined);
        expect(seen.filter((name) => walks.includes(name)).toSorted(), sort).toEqual(walks.toSorted());
        expect(new Set(seen).size, sort).toBe(seen.length);
      }
    });

    it('suggests names that begin like what was typed, each once', async () => {
      expect(await index.suggest('sar', 5, NOW)).toEqual(['Linen Saree', 'Cotton Saree', 'Silk Saree']);
      expect(await index.suggest('silk s', 5, NOW)).toEqual(['Silk Saree']);
      expect(await index.suggest('sar', 1, NOW)).toEqual(['Linen Saree']);
      expect(await index.suggest('  ', 5, NOW)).toEqual([]);
    });
  });
};
