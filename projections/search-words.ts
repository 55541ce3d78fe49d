import type { ProductDetails, ProductEvent } from '../domains/catalogue/product/events.ts';
import { searchable } from '../event-schemas/letters.ts';
import { defineProjection } from '../domains/kernel/projection.ts';

type WordEvent = Extract<ProductEvent, { type: 'ProductCreated' | 'ProductChanged' }>;
export type SearchWordRow = { readonly word: string };

const WORD_LENGTH_MIN = 3;
const WORD_LENGTH_MAX = 30;

const wordsOf = ({ name, brand, tags }: ProductDetails): readonly string[] => {
  const text = searchable([name, brand, ...tags].join(' ')).toLowerCase();
  const words = text
    .split(/[^\p{L}\p{M}]+/u)
    .filter(({ length }) => length >= WORD_LENGTH_MIN && length <= WORD_LENGTH_MAX);
  return [...new Set(words)];
};

/** Every word that a product was ever called by: what a mistyped word is corrected to. */
export const searchWords = defineProjection<WordEvent, SearchWordRow>({
  service: 'catalogue',
  name: 'search_word',
  version: 2,
  columns: { word: 'text' },
  key: 'word',
  indexes: ['using gist (word gist_trgm_ops)'],
  handles: ['ProductCreated', 'ProductChanged'],
  keysOf: ({ data }) => wordsOf(data.details),
  evolve: (row, _event, word) => row ?? { word },
});
