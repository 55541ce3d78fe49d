import { defineAggregate } from '../../kernel/aggregate.ts';
import { challengeCommands } from './commands.ts';
import { challengeDecider } from './decider.ts';
import { challengeEvents, challengePersonal, challengeUpcasts } from './events.ts';

/** `otpChallenge-<challengeId>`: one code with its attempts, so that it can be used once and guessed a few times only. */
export const challenge = defineAggregate({
  category: 'otpChallenge',
  events: challengeEvents,
  upcasts: challengeUpcasts,
  personal: challengePersonal,
  commands: challengeCommands,
  streamId: ({ data }) => data.challengeId,
  decider: challengeDecider,
});
