import { z } from 'zod';
import {
  inLanguage,
  labelsOf,
  subjectOf,
  wordSubjects,
  type Translator,
} from '../../domains/kernel/ports/translations.ts';
import { SOURCE_LANGUAGE } from '../../domains/policy/languages.ts';
import type { Card, Facets, Labels } from './products-shapes.ts';

type CardView = z.infer<typeof Card>;
type FacetsView = z.infer<typeof Facets>;
/** Parts of an answer as JSON text. */
export type ListTexts = {
  readonly cards: readonly string[];
  readonly facets: string | undefined;
  readonly labels?: string | undefined;
};

/** The list in the reader's language. In the source language, which most read, it is passed on as it is. */
export const localisedList = async (list: ListTexts, translator: Translator): Promise<ListTexts> => {
  if (translator.language === SOURCE_LANGUAGE) return list;
  const cards = list.cards.map((card) => JSON.parse(card) as CardView);
  const facets = list.facets === undefined ? undefined : (JSON.parse(list.facets) as FacetsView);
  const words = {
    colours: [
      ...cards.flatMap(({ colours }) => colours.map(({ name }) => name)),
      ...(facets?.colours ?? []).map(({ value }) => value),
    ],
    sizes: [...cards.flatMap(({ sizes }) => sizes), ...(facets?.sizes ?? []).map(({ value }) => value)],
  };
  const texts = await translator.translations([
    ...cards.map(({ id }) => subjectOf('product', id)),
    ...(facets?.categories ?? []).map(({ id }) => subjectOf('category', id)),
    ...wordSubjects(words),
  ]);
  const named = <T extends { readonly id: string; readonly name: string }>(kind: string, view: T): T =>
    inLanguage(view, texts.get(subjectOf(kind, view.id)), ['name']);
  return {
    cards: cards.map((card) => JSON.stringify(named('product', card))),
    facets:
      facets === undefined
        ? undefined
        : JSON.stringify({ ...facets, categories: facets.categories.map((one) => named('category', one)) }),
    labels: JSON.stringify(labelsOf(texts, words)),
  };
};

type Variant = { readonly size: string | null; readonly colour: { readonly name: string } | null };
type ProductText = {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly returnPolicy: string | null;
};
type Labelled<T> = T & { readonly labels?: z.infer<typeof Labels> };

const wordsOf = (variants: readonly Variant[]) => ({
  colours: variants.flatMap(({ colour }) => (colour === null ? [] : [colour.name])),
  sizes: variants.flatMap(({ size }) => (size === null ? [] : [size])),
});

/** A product's page in the reader's language. */
export const localisedProduct = async <T extends ProductText & { readonly variants: readonly Variant[] }>(
  view: T,
  translator: Translator,
): Promise<Labelled<T>> => {
  if (translator.language === SOURCE_LANGUAGE) return view;
  const words = wordsOf(view.variants);
  const subject = subjectOf('product', view.id);
  const texts = await translator.translations([subject, ...wordSubjects(words)]);
  const translated = inLanguage(view, texts.get(subject), ['name', 'description', 'returnPolicy']);
  return { ...translated, labels: labelsOf(texts, words) };
};

/** Variants with what their colours and sizes are called in the reader's language. */
export const localisedVariants = async <V extends Variant>(
  variants: readonly V[],
  translator: Translator,
): Promise<Labelled<{ readonly variants: readonly V[] }>> => {
  if (translator.language === SOURCE_LANGUAGE) return { variants };
  const words = wordsOf(variants);
  return { variants, labels: labelsOf(await translator.translations(wordSubjects(words)), words) };
};
