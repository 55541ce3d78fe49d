import { z } from 'zod';
import { readRoute, type ReadRoute } from '../../domains/kernel/routes.ts';
import { TARGET_LANGUAGES } from '../../domains/policy/languages.ts';
import { TRANSLATED_SUBJECTS, type TranslatedSubject } from '../../domains/translated-subjects.ts';
import { outdatedFields, Texts, translation, translationIdOf } from '../../domains/translation/index.ts';

/** The texts of one thing in all languages, for whoever writes them; folded from the log. */
const translationReadOf = (subject: TranslatedSubject): ReadRoute =>
  readRoute({
    tag: 'Translations',
    allow: subject.allow,
    path: `${subject.path}/translations`,
    summary: `The texts of a ${subject.kind} in all languages, and which of them are older than the source`,
    params: subject.params,
    reply: z.object({
      source: Texts,
      translations: z.array(
        z.object({ language: z.enum(TARGET_LANGUAGES), texts: Texts, outdated: z.array(z.string()) }),
      ),
      /** For If-Match, in quotes. */
      revision: z.string(),
    }),
    projections: [],
    run: async ({ params }, context) => {
      const given = params as Readonly<Record<string, string>>;
      const source = await subject.source(given, context);
      const id = translationIdOf(subject.kind, given[subject.idParameter]!);
      const { state, revision } = await context.facts(translation, id);
      const translations = TARGET_LANGUAGES.flatMap((language) => {
        const entry = state[language];
        return entry === undefined ? [] : [{ language, texts: entry.texts, outdated: outdatedFields(entry, source) }];
      });
      return { source, translations, revision: String(revision) };
    },
  });

export const translationReads = TRANSLATED_SUBJECTS.map(translationReadOf);
