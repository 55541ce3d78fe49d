import type { ProductEvent } from '../domains/catalogue/product/events.ts';
import { searchable } from '../event-schemas/letters.ts';
import type { TranslationEvent } from '../domains/translation/events.ts';
import { defineProjection } from '../domains/kernel/projection.ts';

type WordEvent =
  | Extract<ProductEvent, { type: 'ProductCreated' | 'ProductChanged' }>
  | Extract<TranslationEvent, { type: 'TranslationWritten' }>;
export type SearchWordRow = { readonly word: string };

const WORD_LENGTH_MIN = 3;
const WORD_LENGTH_MAX = 30;

const wordsOf = (texts: readonly string[]): readonly string[] => {
  const text = searchable(texts.join(' ')).toLowerCase();
  const words = text
    .split(/[^\p{L}\p{M}]+/u)
    .filter(({ length }) => length >= WORD_LENGTH_MIN && length <= WORD_LENGTH_MAX);
  return [...new Set(words)];
};

const textsOf = (event: WordEvent): readonly string[] => {
  if (event.type === 'TranslationWritten') {
    const { kind, texts } = event.data;
    return kind === 'product' && texts.name !== undefined ? [texts.name] : [];
  }
  const { name, brand, tags } = event.data.details;
  return [name, brand, ...tags];
};

/** Every word that a product was ever called by, in any language: what a mistyped word is corrected to. */
export const searchWords = defineProjection<WordEvent, SearchWordRow>({
  service: 'catalogue',
  name: 'search_word',
  version: 3,
  columns: { word: 'text' },
  key: 'word',
  indexes: ['using gist (word gist_trgm_ops)'],
  handles: ['ProductCreated', 'ProductChanged', 'TranslationWritten'],
  keysOf: (event) => wordsOf(textsOf(event)),
  evolve: (row, _event, word) => row ?? { word },
});
