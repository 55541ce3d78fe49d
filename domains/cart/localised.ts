import { inLanguage, labelsOf, subjectOf, wordSubjects, type Translator } from '../kernel/ports/translations.ts';
import { SOURCE_LANGUAGE } from '../policy/languages.ts';
import type { CartView } from './view.ts';

type Article = {
  readonly productId: string;
  readonly name: string | null;
  readonly size: string | null;
  readonly colour: string | null;
};
type Localised<T> = { readonly items: readonly T[]; readonly labels?: CartView['labels'] };

/** Articles with their names in the reader's language, and what their colours and sizes are called in it. */
export const localisedArticles = async <T extends Article>(
  items: readonly T[],
  translator: Translator,
): Promise<Localised<T>> => {
  if (translator.language === SOURCE_LANGUAGE) return { items };
  const words = {
    colours: items.flatMap(({ colour }) => colour ?? []),
    sizes: items.flatMap(({ size }) => size ?? []),
  };
  const subject = ({ productId }: Article): string => subjectOf('product', productId);
  const texts = await translator.translations([...items.map(subject), ...wordSubjects(words)]);
  return {
    items: items.map((item) => inLanguage(item, texts.get(subject(item)), ['name'])),
    labels: labelsOf(texts, words),
  };
};

/** A cart in the reader's language; amounts and problems stay as they are. */
export const localisedCart = async (view: CartView, translator: Translator): Promise<CartView> => {
  const { items, labels } = await localisedArticles([...view.items, ...view.savedForLater], translator);
  if (labels === undefined) return view;
  const bought = view.items.length;
  return { ...view, items: items.slice(0, bought), savedForLater: items.slice(bought), labels };
};
