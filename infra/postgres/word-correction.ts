import type { Database } from './database.ts';
import { editDistance } from './edit-distance.ts';

/** Words near a mistyped one that are looked at, and how many typing mistakes a word of some length may hold. */
const NEAR_MAX = 60;
const MISTAKES_MAX = 2;
const LONG_WORD = 6;

/** The words with mistyped ones replaced by what they are nearest to; undefined when there is nothing to correct. */
export const correctedWords = async (
  database: Pick<Database, 'query'>,
  words: readonly string[],
): Promise<readonly string[] | undefined> => {
  const near = await database.query<{ typed: string; words: readonly string[] }>({
    text: `select typed, array(select word from catalogue.search_word order by word <-> typed limit ${NEAR_MAX}) as words
      from unnest($1::text[]) typed`,
    values: [words],
  });
  const better = new Map(
    near.map(({ typed, words: candidates }) => {
      const allowed = typed.length < LONG_WORD ? 1 : MISTAKES_MAX;
      const ranked = candidates
        .map((word) => ({ word, distance: editDistance(typed, word) }))
        .filter(({ distance }) => distance <= allowed)
        .sort((a, b) => a.distance - b.distance);
      return [typed, ranked[0]?.word ?? typed];
    }),
  );
  const result = words.map((word) => better.get(word) ?? word);
  return result.some((word, index) => word !== words[index]) ? result : undefined;
};
