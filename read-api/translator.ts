import type { FastifyRequest } from 'fastify';
import type { TranslatedTexts, Translator } from '../domains/kernel/ports/translations.ts';
import type { ReadContext, ReadRoute } from '../domains/kernel/routes.ts';
import { languageOf, LANGUAGES, SOURCE_LANGUAGE, type Language } from '../domains/policy/languages.ts';
import { readerLanguage } from '../domains/reader-language.ts';
import { ProblemError } from '../infra/http/problem.ts';

/** The projection that answers in another than the source language are made with. */
export const TRANSLATIONS = 'translation';

const asked = (query: unknown): Language | undefined => {
  const { language } = query as { readonly language?: unknown };
  if (language === undefined) return undefined;
  const known = typeof language === 'string' ? languageOf(language) : undefined;
  if (known !== undefined) return known;
  throw new ProblemError(400, 'InvalidRequest', 'Some input is not valid; see errors.', {
    errors: [{ pointer: '/query/language', message: `must be one of ${LANGUAGES.join(', ')}` }],
  });
};

/** The language of the answer: `?language=` comes before everything else. Only routes in the reader's language look for it. */
export const languageOfAnswer = (
  route: ReadRoute,
  request: Pick<FastifyRequest, 'headers' | 'query'>,
  person: Pick<ReadContext, 'caller' | 'facts'>,
): Language | Promise<Language> =>
  route.localised === true
    ? (asked(request.query) ?? readerLanguage({ headers: request.headers, ...person }))
    : SOURCE_LANGUAGE;

const NOTHING: ReadonlyMap<string, TranslatedTexts> = new Map();
const NONE: Translator = { language: SOURCE_LANGUAGE, translations: () => Promise.resolve(NOTHING) };
type Row = { readonly subject: string; readonly texts: TranslatedTexts };

/** Looks texts up in the read model, all of an answer in one query. */
export const translatorFor = (language: Language, query: ReadContext['query']): Translator =>
  language === SOURCE_LANGUAGE
    ? NONE
    : {
        language,
        translations: async (subjects) => {
          if (subjects.length === 0) return NOTHING;
          const rows = await query<Row>({
            text: `select subject, texts -> $2::text as texts from catalogue.translation
              where subject = any($1::text[]) and texts -> $2::text is not null`,
            values: [[...new Set(subjects)], language],
          });
          return new Map(rows.map(({ subject, texts }) => [subject, texts]));
        },
      };
