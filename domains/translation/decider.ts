import { sameData, type Decider } from '../kernel/decider.ts';
import type { TargetLanguage } from '../policy/languages.ts';
import type { TranslationCommand } from './commands.ts';
import type { Texts, TranslationEvent } from './events.ts';

/** The texts of one subject by language, each with the source that they were made of. */
export type Translations = Readonly<Partial<Record<TargetLanguage, { readonly texts: Texts; readonly source: Texts }>>>;

/** The fields of a translation whose source reads otherwise than when it was made. */
export const outdatedFields = (
  { texts, source }: NonNullable<Translations[TargetLanguage]>,
  now: Texts,
): (keyof Texts)[] => (Object.keys(texts) as (keyof Texts)[]).filter((field) => source[field] !== now[field]);

export const translationDecider: Decider<Translations, TranslationCommand, TranslationEvent, never> = {
  initial: {},

  evolve: (translations, { type, data }) => {
    if (type === 'TranslationWritten')
      return { ...translations, [data.language]: { texts: data.texts, source: data.source } };
    return Object.fromEntries(Object.entries(translations).filter(([language]) => language !== data.language));
  },

  decide: ({ type, data }, translations) => {
    const present = translations[data.language];
    if (type === 'RemoveTranslation') return present === undefined ? [] : [{ type: 'TranslationRemoved', data }];
    const isRepeat = present !== undefined && sameData(present, { texts: data.texts, source: data.source });
    return isRepeat ? [] : [{ type: 'TranslationWritten', data }];
  },
};
