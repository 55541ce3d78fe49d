import type { Instant, UserId } from '../../event-schemas/primitives.ts';
import type { StoreCreditEvent } from './events.ts';
import type { StoreCredit } from './state.ts';

/** Ends the credit of an erased person, once. */
export const closeCredit = (userId: UserId, { closed }: StoreCredit, now: Instant): StoreCreditEvent[] =>
  closed ? [] : [{ type: 'StoreCreditClosed', data: { userId, closedAt: now } }];

/** What lies or arrives here after the owner was erased lapses in the same decision, unless another account takes it. */
export const writeOff = (
  userId: UserId,
  { closed, merged, freePaise: amountPaise }: StoreCredit,
  now: Instant,
): StoreCreditEvent[] =>
  closed && merged === undefined && amountPaise > 0
    ? [{ type: 'StoreCreditLapsed', data: { userId, amountPaise, lapsedAt: now } }]
    : [];
