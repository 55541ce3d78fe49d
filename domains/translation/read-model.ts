import { subjectOf } from '../kernel/ports/translations.ts';
import { defineProjection } from '../kernel/projection.ts';
import type { TargetLanguage } from '../policy/languages.ts';
import type { Texts, TranslationEvent } from './events.ts';

export type TranslationRow = {
  readonly subject: string;
  readonly texts: Readonly<Partial<Record<TargetLanguage, Texts>>>;
};

/** The texts of each thing by language. A row stays, empty, when the last translation is removed. */
export const translationList = defineProjection<TranslationEvent, TranslationRow>({
  service: 'catalogue',
  name: 'translation',
  version: 1,
  columns: { subject: 'text', texts: 'jsonb' },
  key: 'subject',
  handles: ['TranslationWritten', 'TranslationRemoved'],
  keysOf: ({ data }) => [subjectOf(data.kind, data.subjectId)],
  evolve: (row, { type, data }, subject) => {
    const others = Object.entries(row?.texts ?? {}).filter(([language]) => language !== data.language);
    const written = type === 'TranslationWritten' ? [[data.language, data.texts] as const] : [];
    return { subject, texts: Object.fromEntries([...others, ...written]) };
  },
});
