import { LRUCache } from 'lru-cache';
import { shownOptions, type ShownOptions } from '../../domains/catalogue/index.ts';
import type { ReadContext } from '../../domains/kernel/routes.ts';

/** Which sizes and colours products come in: few cards have a combination of their own. */
const SECTIONS_MAX = 5_000;
const FROM = ',"sizes":[';
const UP_TO = ',"inStock":';
const sections = new WeakMap<ShownOptions, LRUCache<string, string>>();

type Section = { readonly sizes: readonly string[]; readonly colours: readonly { readonly name: string }[] };
const shownSection = (stored: string, options: ShownOptions): string => {
  const { sizes, colours } = JSON.parse(`{${stored.slice(1)}}`) as Section;
  const shown = {
    sizes: options.inSizeOrder(sizes),
    colours: colours.map(({ name }) => ({ name, hex: options.hexOf(name) })),
  };
  return `,${JSON.stringify(shown).slice(1, -1)}`;
};

/**
 * Cards as JSON text with the swatches and the order of sizes of now. Cards hold names only, so that a change of the lists
 * changes no row; the part in between is found without reading the whole, since quotes within texts are escaped.
 */
export const cardsShown = async (
  cards: readonly string[],
  context: Pick<ReadContext, 'facts'>,
): Promise<readonly string[]> => {
  const options = await shownOptions(context);
  const known = sections.get(options) ?? new LRUCache<string, string>({ max: SECTIONS_MAX });
  sections.set(options, known);
  return cards.map((card) => {
    const start = card.indexOf(FROM);
    const end = card.indexOf(UP_TO, start);
    const stored = card.slice(start, end);
    const shown = known.get(stored) ?? shownSection(stored, options);
    known.set(stored, shown);
    return card.slice(0, start) + shown + card.slice(end);
  });
};
