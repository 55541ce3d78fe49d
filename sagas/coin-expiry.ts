import { DAY_MS } from '../domains/kernel/calendar.ts';
import { defineSaga } from '../domains/kernel/saga.ts';
import { coinsForPurchase } from '../domains/policy/coins.ts';
import type { WalletCommand } from '../domains/wallet/commands.ts';
import type { WalletEvent } from '../domains/wallet/events.ts';

type Input = Extract<WalletEvent, { type: 'CoinsGranted' }>;
type Waiting = { readonly phase: 'new' | 'waiting' | 'done'; readonly userId: Input['data']['userId'] | null };
/** Twice the longest life of coins that are earned. */
const TIME_LIMIT_MS = 2 * (coinsForPurchase.value.lifetimeDays + coinsForPurchase.value.pendingDays) * DAY_MS;

/** Writes down at the moment of expiry that granted coins are gone, also for somebody who never comes back. */
export const coinExpiry = defineSaga<Waiting, Input, WalletCommand>({
  name: 'coinExpiry',
  handles: ['CoinsGranted'],
  instanceOf: ({ data }) => (data.expiresAt === undefined ? undefined : data.grantId),
  initial: { phase: 'new', userId: null },
  step: (state, input) => {
    if (input.type === 'CoinsGranted' && state.phase === 'new') {
      const { userId, expiresAt } = input.data;
      if (expiresAt === undefined) return {};
      return { state: { phase: 'waiting', userId }, deadlines: [{ name: 'expiry', dueAt: expiresAt }] };
    }
    if (input.type !== 'DeadlineReached' || state.userId === null || state.phase === 'done') return {};
    return { state: { ...state, phase: 'done' }, send: [{ type: 'ExpireCoins', data: { userId: state.userId } }] };
  },
  isDone: ({ phase }) => phase === 'done',
  timeLimitMs: TIME_LIMIT_MS,
});
