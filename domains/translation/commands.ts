import type { MessageOf } from '../../event-schemas/primitives.ts';
import { translationEvents } from './events.ts';

export const translationCommands = {
  /** All texts in one language; what is left out is shown in the source language. */
  WriteTranslation: translationEvents.TranslationWritten,
  RemoveTranslation: translationEvents.TranslationRemoved,
};
export type TranslationCommand = MessageOf<typeof translationCommands>;
