import { beforeAll, describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import type { ProductSearch, SearchIndex } from '../../domains/kernel/ports/search-index.ts';
import { searchExtrasContract } from './search-extras.ts';
import { LATER, NOW, productOnSale, productTranslated, shopEvents } from './search-shop.ts';

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

    it('finds names in Indian scripts: a vowel sign makes another word, a nukta or a joiner does not', async () => {
      const names = ['रेशमी कुर्ता', 'रेशमी कुर्ती', 'बनारसी साड़ी', 'పట్టు చీర', 'పట్టు చార', 'பட்டுச் சேலை', 'பட்டுச் சாலை'];
      for (const [index, name] of names.entries())
        await open(productOnSale({ name, brand: 'Aarna', price: 1_000, mrp: 2_000 }, 3_000 + index * 2));
      expect((await find('कुर्ता')).names).toEqual(['रेशमी कुर्ता']);
      expect((await find('रेशमी कुर्ती')).names).toEqual(['रेशमी कुर्ती']);
      expect((await find('बनारसी साडी')).names).toEqual(['बनारसी साड़ी']);
      expect((await find('बना')).names).toEqual(['बनारसी साड़ी']);
      expect((await find('చీర')).names).toEqual(['పట్టు చీర']);
      expect((await find('சேலை')).names).toEqual(['பட்டுச் சேலை']);
      expect((await find('பட்டுச்')).names).toEqual(['பட்டுச் சாலை', 'பட்டுச் சேலை']);
      expect((await find('ா')).names).toEqual([]);
    });

    it('finds a product by its name in another language, and tells that name in parts', async () => {
      await open([productTranslated('Linen Saree', 'hi', 'लिनन की साड़ी', 4_000)]);
      await open([productTranslated('Linen Saree', 'te', 'నార చీర', 4_001)]);
      for (const text of ['लिनन', 'साडी लिनन', 'నార', 'నా'])
        expect((await find(text)).names, text).toEqual(['Linen Saree']);
      expect((await find('meher लिनन')).names).toEqual(['Linen Saree']);
      expect((await find('unsearched')).names).toEqual([]);
      expect((await find('लनन')).names).not.toContain('Silk Saree');
      const parts = async (language: 'hi' | 'ta') => {
        const asked = {
          text: 'साड़ी लिनन',
          filters: {},
          sort: 'newest',
          limit: 9,
          now: NOW,
          highlights: true,
          language,
        } as const;
        return (await index.search(asked))?.highlights;
      };
      expect(await parts('hi')).toEqual([
        [
          { text: 'लिनन', matched: true },
          { text: ' की ', matched: false },
          { text: 'साड़ी', matched: true },
        ],
      ]);
      expect(await parts('ta')).toEqual([[{ text: 'Linen Saree', matched: false }]]);
      expect(await index.suggest('लिन', 5, NOW, 'hi')).toEqual(['लिनन की साड़ी']);
      expect(await index.suggest('लिन', 5, NOW)).toEqual(['Linen Saree']);
    });

    it('finds what people call otherwise, Hindi in Latin letters beside English', async () => {
      expect((await find('lal sari')).names).toEqual(['Silk Saree']);
      expect((await find('neela kurti')).names).toEqual(['Block Print Kurta']);
    });

    it('gives a product once, whatever its colours, and first those whose name has the word', async () => {
      const { names, total } = await find('gown', { sort: 'relevance' });
      expect(names?.slice(0, 2).toSorted()).toEqual(['Anarkali Gown', 'Party Gown']);
      expect(names?.slice(2)).toEqual(['Evening Shrug']);
      expect(total).toBe(3);
      expect((await find('gown', { filters: { colours: ['Red', 'Blue'] } })).names).toEqual([
        'Party Gown',
        'Anarkali Gown',
      ]);
    });

    searchExtrasContract(() => index);

    it('suggests names that begin like what was typed, each once', async () => {
      expect(await index.suggest('sar', 5, NOW)).toEqual(['Linen Saree', 'Cotton Saree', 'Silk Saree']);
      expect(await index.suggest('silk s', 5, NOW)).toEqual(['Silk Saree']);
      expect(await index.suggest('sar', 1, NOW)).toEqual(['Linen Saree']);
      expect(await index.suggest('  ', 5, NOW)).toEqual([]);
    });
  });
};
