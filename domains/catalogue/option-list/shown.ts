import type { ReadContext } from '../../kernel/routes.ts';
import { optionList } from './aggregate.ts';
import type { Options } from './decider.ts';
import { nameKey } from './names.ts';

/** What buyers are shown of colours and sizes, by their names. Retired ones are shown as before. */
export type ShownOptions = {
  /** What a swatch shows, such as `#800000`; null for a name that only its vendor knows. */
  hexOf(colour: string): string | null;
  /** Sizes in the order in which people expect them; those of no list follow, numbers by value. */
  inSizeOrder(sizes: readonly string[]): string[];
};

export const shownBy = (colours: Options, sizes: Options): ShownOptions => {
  const rank = (size: string): readonly [number, number] => {
    const sortOrder = sizes.get(nameKey(size))?.sortOrder;
    return sortOrder === undefined ? [1, Number.parseFloat(size) || 0] : [0, sortOrder];
  };
  return {
    hexOf: (colour) => colours.get(nameKey(colour))?.hex ?? null,
    inSizeOrder: (all) =>
      all
        .map((size) => ({ size, rank: rank(size) }))
        .sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || (a.size < b.size ? -1 : 1))
        .map(({ size }) => size),
  };
};

const known = new WeakMap<Options, WeakMap<Options, ShownOptions>>();

/** The lists as they are now: folds that stay in memory, and the same object until one of them changes. */
export const shownOptions = async ({ facts }: Pick<ReadContext, 'facts'>): Promise<ShownOptions> => {
  const [colours, sizes] = await Promise.all([facts(optionList, 'colour'), facts(optionList, 'size')]);
  const [colour, size] = [colours.state.colour, sizes.state.size];
  const bySize = known.get(colour) ?? new WeakMap<Options, ShownOptions>();
  known.set(colour, bySize);
  const shown = bySize.get(size) ?? shownBy(colour, size);
  bySize.set(size, shown);
  return shown;
};
