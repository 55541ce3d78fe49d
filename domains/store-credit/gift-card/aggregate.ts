import { defineAggregate } from '../../kernel/aggregate.ts';
import { derivedId } from '../../kernel/derived-id.ts';
import type { Secrets } from '../../kernel/ports/secrets.ts';
import { giftCardCommands } from './commands.ts';
import { giftCardDecider } from './decider.ts';
import { giftCardEvents } from './events.ts';

/** The stream of a code, from its keyed hash: nobody who reads the log learns a code, and a code exists once. */
export const giftCardIdOf = (code: string, { keyedHash }: Pick<Secrets, 'keyedHash'>): string =>
  derivedId('gift card', keyedHash('gift card', code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')));

/** `giftCard-<giftCardId>`: one card, so that it is redeemed once. */
export const giftCard = defineAggregate({
  category: 'giftCard',
  events: giftCardEvents,
  commands: giftCardCommands,
  streamId: ({ data }) => data.giftCardId,
  decider: giftCardDecider,
});
