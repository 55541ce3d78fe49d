import { defineAggregate } from '../../kernel/aggregate.ts';
import type { Secrets } from '../../kernel/ports/secrets.ts';
import type { AnnotatedKind } from '../kinds.ts';
import { referenceCommands } from './commands.ts';
import { referenceDecider } from './decider.ts';
import { referenceEvents } from './events.ts';

/** `externalReference-<keyed hash>`: one reference of one kind, so that it belongs to one entity at most. */
export const externalReference = defineAggregate({
  category: 'externalReference',
  events: referenceEvents,
  commands: referenceCommands,
  streamId: ({ data }) => data.referenceId,
  decider: referenceDecider,
});

/** Keyed, since the reference of a user must not be guessed from the name of its stream. */
export const referenceIdOf = (secrets: Pick<Secrets, 'keyedId'>, kind: AnnotatedKind, reference: string): string =>
  secrets.keyedId('externalReference', kind, reference);
