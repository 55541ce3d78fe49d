import { indianDay } from '../../kernel/calendar.ts';
import { reject, type Decider } from '../../kernel/decider.ts';
import { giftCardAttempts } from '../../policy/store-credit.ts';
import type { GiftCardAttemptCommand } from './commands.ts';
import type { GiftCardAttemptEvent } from './events.ts';

/** The last tries, as many as a day may have. */
export type GiftCardAttempts = readonly GiftCardAttemptEvent['data'][];
export type GiftCardAttemptRejection = 'TooManyRequests';
const { dayMax } = giftCardAttempts.value;

export const giftCardAttemptDecider: Decider<
  GiftCardAttempts,
  GiftCardAttemptCommand,
  GiftCardAttemptEvent,
  GiftCardAttemptRejection
> = {
  initial: [],
  evolve: (attempts, { data }) => [...attempts, data].slice(-dayMax),
  decide: ({ data }, attempts, now) => {
    if (attempts.some(({ attemptId }) => attemptId === data.attemptId)) return [];
    const today = attempts.filter(({ triedAt }) => indianDay(triedAt) === indianDay(now));
    return today.length >= dayMax
      ? reject('TooManyRequests', `At most ${dayMax} gift cards a day; go on tomorrow.`)
      : [{ type: 'GiftCardTried', data: { ...data, triedAt: now } }];
  },
};
