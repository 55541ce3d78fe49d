import type { Domain } from '../kernel/aggregate.ts';
import { translation } from './aggregate.ts';
import { translationList } from './read-model.ts';

export { translation };
export { translationIdOf } from './aggregate.ts';
export { outdatedFields, type Translations } from './decider.ts';
export { SUBJECT_ID_MAX, Texts, type TextField, type TranslatedKind } from './events.ts';
export type { TranslationRow } from './read-model.ts';

/** What the catalogue and the coupons are called in other languages. Its routes need what is translated, so they join domains. */
export const translationDomain: Domain = {
  name: 'translation',
  aggregates: [translation],
  projections: [translationList],
  writes: [],
  reads: [],
};
