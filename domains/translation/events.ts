import { z } from 'zod';
import type { MessageOf } from '../../event-schemas/primitives.ts';
import { TARGET_LANGUAGES } from '../policy/languages.ts';

/** What is translated. Colours and sizes are known by their names, all others by their ids. */
export const TRANSLATED_KINDS = ['product', 'category', 'vendor', 'sizeChart', 'coupon', 'colour', 'size'] as const;
export type TranslatedKind = (typeof TRANSLATED_KINDS)[number];
export const SUBJECT_ID_MAX = 120;

const text = (max: number) => z.string().trim().min(1).max(max).optional();
/** The texts of something in one language, by the names that the source has; each kind has some of them. */
export const Texts = z.object({
  name: text(200),
  description: text(10_000),
  returnPolicy: text(2_000),
  howToMeasure: text(2_000),
});
export type Texts = z.infer<typeof Texts>;
export type TextField = keyof Texts;

const one = {
  kind: z.enum(TRANSLATED_KINDS),
  subjectId: z.string().min(1).max(SUBJECT_ID_MAX),
  language: z.enum(TARGET_LANGUAGES),
};
export const translationEvents = {
  /** `source` is what was translated: where the source reads otherwise by now, the translation is outdated. */
  TranslationWritten: z.object({ ...one, texts: Texts, source: Texts }),
  TranslationRemoved: z.object(one),
};
export type TranslationEvent = MessageOf<typeof translationEvents>;
