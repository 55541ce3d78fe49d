import type { TargetLanguage } from '../domains/policy/languages.ts';
import type { TranslationEvent } from '../domains/translation/events.ts';
import { searchable } from '../event-schemas/letters.ts';

/** What a product is called in other languages than that of the source. */
export type NamesByLanguage = Readonly<Partial<Record<TargetLanguage, string>>>;

/** The names after one was written or removed, in the order of the languages, and all of them as they are searched. */
export const namesAfter = (
  before: NamesByLanguage,
  { type, data }: TranslationEvent,
): { readonly translations: NamesByLanguage; readonly translated_text: string } => {
  const others = Object.entries(before).filter(([language]) => language !== data.language);
  const name = type === 'TranslationWritten' ? data.texts.name : undefined;
  const names = [...others, ...(name === undefined ? [] : [[data.language, name] as const])];
  names.sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    translations: Object.fromEntries(names),
    translated_text: searchable(names.map(([, text]) => text).join(' ')),
  };
};
