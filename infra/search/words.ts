import { searchable } from '../../event-schemas/letters.ts';

export const WORDS_MAX = 10;

const allWordsOf = (text: string): readonly string[] =>
  searchable(text)
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    // A mark without a letter is no word, and some engines fail on it.
    .filter((word) => /[\p{L}\p{N}]/u.test(word));

/** Words in lower case without accents or punctuation, so that nothing a person types is query syntax. */
export const wordsOf = (text: string): readonly string[] => allWordsOf(text).slice(0, WORDS_MAX);

/** What a search engine puts around matched words: private characters, which no name holds. */
export const MARKS = { before: '\u{E000}', after: '\u{E001}' } as const;
const MARKED = new RegExp(`${MARKS.before}([^${MARKS.after}]*)${MARKS.after}`, 'gu');
const WORD = /([\p{L}\p{N}\p{M}\u200B-\u200D]+)/u;

export type NamePart = { readonly text: string; readonly matched: boolean };

/**
 * A name in parts, those that were matched apart from the others; together they are the name. Engines mark words in texts
 * without accents, so the words are found again in the name as it is written.
 */
export const nameParts = (name: string, markedTexts: readonly string[]): readonly NamePart[] => {
  const matched = new Set(
    markedTexts.flatMap((text) => [...text.matchAll(MARKED)]).flatMap(([, inside]) => allWordsOf(inside ?? '')),
  );
  const parts: NamePart[] = [];
  for (const text of name.split(WORD).filter((part) => part !== '')) {
    const isMatched = allWordsOf(text).some((word) => matched.has(word));
    const last = parts.at(-1);
    if (last?.matched === isMatched) parts[parts.length - 1] = { text: last.text + text, matched: isMatched };
    else parts.push({ text, matched: isMatched });
  }
  return parts;
};
