import type { MessageOf } from '../../../event-schemas/primitives.ts';
import { giftCardAttemptEvents } from './events.ts';

export const giftCardAttemptCommands = { TryGiftCard: giftCardAttemptEvents.GiftCardTried.omit({ triedAt: true }) };
export type GiftCardAttemptCommand = MessageOf<typeof giftCardAttemptCommands>;
