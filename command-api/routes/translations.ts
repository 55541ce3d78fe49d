import { z } from 'zod';
import { writeRoute, type WriteRoute } from '../../domains/kernel/routes.ts';
import { TARGET_LANGUAGES } from '../../domains/policy/languages.ts';
import { TRANSLATED_SUBJECTS, type TranslatedSubject } from '../../domains/translated-subjects.ts';
import { Texts, translation } from '../../domains/translation/index.ts';

const Language = z.enum(TARGET_LANGUAGES);
const hasText = (texts: object): boolean => Object.values(texts).some((text) => text !== undefined);

/** Writing and removing the translation of one kind of thing into one language. */
const translationWritesOf = (subject: TranslatedSubject): readonly WriteRoute[] => {
  const { kind, path, idParameter, allow } = subject;
  const params = subject.params.extend({ language: Language });
  type Params = Readonly<Record<string, string>> & { readonly language: z.infer<typeof Language> };
  const route = { tag: 'Translations', allow, path: `${path}/translations/:language`, params } as const;
  const one = (given: Params) => ({ kind, subjectId: given[idParameter]!, language: given.language });
  return [
    writeRoute({
      ...route,
      method: 'PUT',
      summary: `Write the texts of a ${kind} in a language; what is left out is shown in the source language`,
      body: subject.texts.refine(hasText, 'must have at least one text'),
      reply: z.object({ language: Language, texts: Texts, source: Texts }),
      refusals: [...subject.refusals, 'RevisionMismatch'],
      run: async (input, context) => {
        const given = input.params as Params;
        const source = await subject.source(given, context);
        const data = { ...one(given), texts: Texts.parse(input.body), source };
        const { state } = await context.send(translation, { type: 'WriteTranslation', data });
        return { language: given.language, ...state[given.language] };
      },
    }),
    writeRoute({
      ...route,
      method: 'DELETE',
      summary: `Remove the texts of a ${kind} in a language; it is shown in the source language`,
      reply: z.object({ removed: z.literal(true) }),
      refusals: [...subject.refusals, 'RevisionMismatch'],
      run: async (input, context) => {
        const given = input.params as Params;
        await subject.source(given, context);
        await context.send(translation, { type: 'RemoveTranslation', data: one(given) });
        return { removed: true };
      },
    }),
  ];
};

export const translationWrites = TRANSLATED_SUBJECTS.flatMap(translationWritesOf);
