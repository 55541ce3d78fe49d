import { DAY_MS, instantAfter } from '../domains/kernel/calendar.ts';
import { defineSaga } from '../domains/kernel/saga.ts';
import { coinExpiryNotice, coinsForPurchase } from '../domains/policy/coins.ts';
import type { WalletCommand } from '../domains/wallet/commands.ts';
import type { WalletEvent } from '../domains/wallet/events.ts';

type Input = Extract<WalletEvent, { type: 'CoinsGranted' }>;
type Waiting = { readonly phase: 'new' | 'waiting' | 'done'; readonly userId: Input['data']['userId'] | null };
/** Twice the longest life of coins that are earned. */
const TIME_LIMIT_MS = 2 * (coinsForPurchase.value.lifetimeDays + coinsForPurchase.value.pendingDays) * DAY_MS;

/**
 * Tells some days before that granted coins are about to expire, unless they were granted later than that, and writes down at
 * the moment of expiry that they are gone, also for somebody who never comes back.
 */
export const coinExpiry = defineSaga<Waiting, Input, WalletCommand>({
  name: 'coinExpiry',
  handles: ['CoinsGranted'],
  instanceOf: ({ data }) => (data.expiresAt === undefined ? undefined : data.grantId),
  initial: { phase: 'new', userId: null },
  step: (state, input, now) => {
    if (input.type === 'CoinsGranted' && state.phase === 'new') {
      const { userId, expiresAt } = input.data;
      if (expiresAt === undefined) return {};
      const noticeAt = instantAfter(expiresAt, -coinExpiryNotice.value.days * DAY_MS);
      const deadlines = [
        ...(noticeAt > now ? [{ name: 'notice', dueAt: noticeAt }] : []),
        { name: 'expiry', dueAt: expiresAt },
      ];
      return { state: { phase: 'waiting', userId }, deadlines };
    }
    if (input.type !== 'DeadlineReached' || state.userId === null || state.phase === 'done') return {};
    if (input.data.name === 'notice') return { send: [{ type: 'AnnounceCoinExpiry', data: { userId: state.userId } }] };
    return { state: { ...state, phase: 'done' }, send: [{ type: 'ExpireCoins', data: { userId: state.userId } }] };
  },
  isDone: ({ phase }) => phase === 'done',
  timeLimitMs: TIME_LIMIT_MS,
});
