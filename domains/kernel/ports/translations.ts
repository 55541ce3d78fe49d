import type { Language } from '../../policy/languages.ts';

export { LANGUAGES, SOURCE_LANGUAGE, type Language } from '../../policy/languages.ts';

/** Texts of something in the reader's language, by the names of the source's fields; a missing one is shown as the source has it. */
export type TranslatedTexts = Readonly<
  Partial<Record<'name' | 'description' | 'returnPolicy' | 'howToMeasure', string>>
>;

type TextField = keyof TranslatedTexts;

/** What an answer in the reader's language is made with. */
export type Translator = {
  /** The language that is wanted; the source language on routes that are not `localised`. */
  readonly language: Language;
  /** The texts of these subjects, by subject: one look-up for all; none, and no look-up, in the source language. */
  translations(subjects: readonly string[]): Promise<ReadonlyMap<string, TranslatedTexts>>;
};

/** The name of something that is translated: `product:<id>`, `colour:Red`. */
export const subjectOf = (kind: string, id: string): string => `${kind}:${id}`;

/** The view with each of these fields in the reader's language where there is a text. */
export const inLanguage = <T extends object>(
  view: T,
  texts: TranslatedTexts | undefined,
  fields: readonly (keyof T & TextField)[],
): T => {
  if (texts === undefined) return view;
  const found = fields.filter((field) => texts[field] !== undefined);
  return { ...view, ...(Object.fromEntries(found.map((field) => [field, texts[field]])) as Partial<T>) };
};

/** Views of one kind in the reader's language, field by field. */
export const allInLanguage = async <T extends object>(
  translator: Translator,
  views: readonly T[],
  subject: (view: T) => string,
  fields: readonly (keyof T & TextField)[],
): Promise<readonly T[]> => {
  const texts = await translator.translations(views.map(subject));
  return texts.size === 0 ? views : views.map((view) => inLanguage(view, texts.get(subject(view)), fields));
};

/** Words that filters take and that variants hold; they stay as they are in every language. */
export type ShopWords = { readonly colours: Iterable<string>; readonly sizes: Iterable<string> };
/** What is shown for those of them that have a name in the reader's language. */
export type Labels = {
  readonly colours: Readonly<Record<string, string>>;
  readonly sizes: Readonly<Record<string, string>>;
};

export const wordSubjects = ({ colours, sizes }: ShopWords): readonly string[] => [
  ...[...colours].map((name) => subjectOf('colour', name)),
  ...[...sizes].map((name) => subjectOf('size', name)),
];

export const labelsOf = (texts: ReadonlyMap<string, TranslatedTexts>, { colours, sizes }: ShopWords): Labels => {
  const named = (kind: string, words: Iterable<string>): Record<string, string> =>
    Object.fromEntries(
      [...new Set(words)].flatMap((word) => {
        const name = texts.get(subjectOf(kind, word))?.name;
        return name === undefined ? [] : [[word, name]];
      }),
    );
  return { colours: named('colour', colours), sizes: named('size', sizes) };
};
