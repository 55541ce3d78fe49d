import { defineAggregate } from '../kernel/aggregate.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { translationCommands } from './commands.ts';
import { translationDecider } from './decider.ts';
import { translationEvents, type TranslatedKind } from './events.ts';

/** The id of the stream with all translations of one thing. */
export const translationIdOf = (kind: TranslatedKind, subjectId: string): string =>
  derivedId('translation', kind, subjectId);

/** `translation-<id>`: what one product, category, colour and so on is called in all languages. */
export const translation = defineAggregate({
  category: 'translation',
  events: translationEvents,
  commands: translationCommands,
  streamId: ({ data }) => translationIdOf(data.kind, data.subjectId),
  decider: translationDecider,
});
