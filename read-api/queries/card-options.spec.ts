import { expect, it } from 'vitest';
import { optionListDecider } from '../../domains/catalogue/option-list/decider.ts';
import type { ReadContext } from '../../domains/kernel/routes.ts';
import { cardText } from '../../projections/product-card-text.ts';
import { cardsShown } from './card-options.ts';

const NASTY = 'The ,"sizes":["fake"],"colours":[],"inStock":true,\\" one';
const facts = {
  pricePaise: 1,
  mrpPaise: 2,
  discountPercent: 50,
  sizes: ['L', 'S"]'],
  colours: ['Maroon'],
  inStock: true,
};
const source = { slug: 'a', name: NASTY, brand: NASTY, vendorId: 'v', image: null, featured: null, variants: [] };

it('cards get their swatches and order of sizes, whatever their texts hold', async () => {
  const context = {
    facts: () => Promise.resolve({ state: optionListDecider.initial, revision: -1n, position: -1n }),
  } as unknown as Pick<ReadContext, 'facts'>;
  const other = cardText('p2', source, { ...facts, sizes: ['L', 'M'], colours: ['Peacock', 'inStock":'] });
  const [first, again, second] = await cardsShown(
    [cardText('p', source, facts), cardText('p', source, facts), other],
    context,
  );
  expect(JSON.parse(first!)).toEqual({
    ...(JSON.parse(cardText('p', source, facts)) as object),
    sizes: ['L', 'S"]'],
    colours: [{ name: 'Maroon', hex: '#800000' }],
  });
  expect(again).toBe(first);
  expect(JSON.parse(second!)).toMatchObject({
    name: NASTY,
    sizes: ['M', 'L'],
    colours: [
      { name: 'Peacock', hex: null },
      { name: 'inStock":', hex: null },
    ],
    inStock: true,
  });
});
