import type { Instant, UserId } from '../event-schemas/primitives.ts';
import { DAY_MS } from '../domains/kernel/calendar.ts';
import { defineSaga } from '../domains/kernel/saga.ts';
import { coinsForPurchase } from '../domains/policy/coins.ts';
import type { WalletCommand } from '../domains/wallet/commands.ts';
import type { WalletEvent } from '../domains/wallet/events.ts';

type Input = Extract<WalletEvent, { type: 'CoinsMovedOut' | 'CoinRevocationPassedOn' }>;
/** Where the coins went, and when some of them expire there. */
type State =
  { readonly toUserId: UserId; readonly arrived: boolean; readonly expiries: readonly Instant[] } | undefined;

/** Twice the longest life of coins that are earned. */
const TIME_LIMIT_MS = 2 * (coinsForPurchase.value.lifetimeDays + coinsForPurchase.value.pendingDays) * DAY_MS;

/** Brings coins that left a merged wallet to the other one, and sees to it that those that expire there are written off. */
export const moveCoins = defineSaga<State, Input, WalletCommand>({
  name: 'moveCoins',
  handles: ['CoinsMovedOut', 'CoinRevocationPassedOn'],
  instanceOf: ({ type, data }) => (type === 'CoinsMovedOut' ? data.transferId : data.revocationId),
  initial: undefined,
  step: (state, input) => {
    if (input.type === 'CoinsMovedOut') {
      if (state !== undefined) return {};
      const { userId: fromUserId, toUserId, transferId, portions, earned } = input.data;
      const expiries = [...new Set(portions.flatMap(({ expiresAt }) => (expiresAt === undefined ? [] : [expiresAt])))];
      return {
        state: { toUserId, arrived: false, expiries },
        send: [{ type: 'MoveCoinsIn', data: { userId: toUserId, fromUserId, transferId, portions, earned } }],
        deadlines: expiries.map((dueAt) => ({ name: 'expiry', dueAt })),
      };
    }
    if (input.type === 'CoinRevocationPassedOn') {
      if (state !== undefined) return {};
      const { toUserId, revocationId, grantId, orderId, coins } = input.data;
      const data = { userId: toUserId, revocationId, grantId, coins, ...(orderId && { orderId }) };
      return { state: { toUserId, arrived: false, expiries: [] }, send: [{ type: 'RevokeCoins', data }] };
    }
    if (state === undefined) return {};
    if (input.type !== 'DeadlineReached')
      return input.data.command === 'ExpireCoins' ? {} : { state: { ...state, arrived: true } };
    const expiries = state.expiries.filter((at) => at > input.data.dueAt);
    const expire = { type: 'ExpireCoins', data: { userId: state.toUserId } } as const;
    return { state: { ...state, expiries }, send: [expire] };
  },
  isDone: (state) => state?.arrived === true && state.expiries.length === 0,
  timeLimitMs: TIME_LIMIT_MS,
});
