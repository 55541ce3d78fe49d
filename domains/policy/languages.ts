/** What everything in the shop is written in first; whatever has no translation is shown in it. */
export const SOURCE_LANGUAGE = 'en';
/** The languages that people may choose, as BCP 47 tags; `since` 2026-01-01, of the requirements of the shop. */
export const LANGUAGES = [SOURCE_LANGUAGE, 'hi', 'te', 'ta', 'kn', 'ml', 'mr', 'bn', 'gu', 'pa'] as const;
export type Language = (typeof LANGUAGES)[number];
/** The languages that texts are translated into. */
export const TARGET_LANGUAGES = ['hi', 'te', 'ta', 'kn', 'ml', 'mr', 'bn', 'gu', 'pa'] as const satisfies Language[];
export type TargetLanguage = (typeof TARGET_LANGUAGES)[number];

/** Ranges of one header that are looked at; longer ones are nobody's taste. */
export const RANGES_MAX = 30;
const TAG_PARTS_MAX = 8;
const known = new Map<string, Language>(LANGUAGES.map((language) => [language, language]));

/**
 * The language of a range by the lookup of RFC 4647, 3.4: subtags are dropped from the end until one is known, with a single
 * letter or digit before them, since that only announces what follows it.
 */
export const languageOf = (range: string): Language | undefined => {
  const parts = range.trim().toLowerCase().split('-', TAG_PARTS_MAX);
  while (parts.length > 0) {
    const language = known.get(parts.join('-'));
    if (language !== undefined) return language;
    parts.pop();
    if (parts.at(-1)?.length === 1) parts.pop();
  }
  return undefined;
};

/** `te;q=0.8`; a weight that is none is read as no wish at all. */
const RANGE = /^\s*([a-z]{1,8}(?:-[a-z0-9]{1,8})*|\*)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/i;

/**
 * The language that an Accept-Language (RFC 9110, 12.5.4) asks for: of the highest weight the first that is known and not
 * refused with `q=0`. `*` takes what there is, which is no wish. Undefined for none.
 */
export const acceptedLanguage = (header: string): Language | undefined => {
  const ranges = header
    .split(',', RANGES_MAX)
    .map((text) => RANGE.exec(text))
    .filter((match) => match !== null)
    .map(([, range = '', weight = '1']) => ({ language: languageOf(range), weight: Number(weight) }));
  const refused = new Set(ranges.filter(({ weight }) => weight === 0).map(({ language }) => language));
  return ranges
    .filter(({ language }) => language !== undefined && !refused.has(language))
    .sort((a, b) => b.weight - a.weight)[0]?.language;
};
