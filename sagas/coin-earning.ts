import { DAY_MS, instantAfter } from '../domains/kernel/calendar.ts';
import { derivedId } from '../domains/kernel/derived-id.ts';
import { defineSaga, type Step } from '../domains/kernel/saga.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import { coinsForPurchase } from '../domains/policy/coins.ts';
import { coinsEarned } from '../domains/pricing/index.ts';
import type { WalletCommand } from '../domains/wallet/commands.ts';

type Input = Extract<OrderEvent, { type: 'OrderDelivered' | 'ReturnAccepted' }>;
/** Paise of goods that one order delivered and got back, and the coins they earn together. */
export type CoinEarning = {
  readonly deliveredPaise: number;
  readonly returnedPaise: number;
  readonly grants: readonly { readonly grantId: string; readonly lineIds: readonly string[] }[];
};
const TIME_LIMIT_MS = 60_000;
const { pendingDays, lifetimeDays } = coinsForPurchase.value;

const paiseOf = (lines: Input['data']['lines']): number => lines.reduce((sum, { totalPaise }) => sum + totalPaise, 0);
const coinsOf = ({ deliveredPaise, returnedPaise }: CoinEarning): number =>
  coinsEarned(Math.max(0, deliveredPaise - returnedPaise));

const delivered = (
  before: CoinEarning,
  { userId, orderId, shipmentId, lines, deliveredAt }: Extract<Input, { type: 'OrderDelivered' }>['data'],
): Step<CoinEarning, WalletCommand> => {
  const grantId = derivedId('coins for delivery', shipmentId);
  const state = {
    ...before,
    deliveredPaise: before.deliveredPaise + paiseOf(lines),
    grants: [...before.grants, { grantId, lineIds: lines.map(({ lineId }) => lineId) }],
  };
  const coins = coinsOf(state) - coinsOf(before);
  const availableAt = instantAfter(deliveredAt, pendingDays * DAY_MS);
  const expiresAt = instantAfter(availableAt, lifetimeDays * DAY_MS);
  const data = { userId, grantId, orderId, coins, reason: 'purchase' as const, availableAt, expiresAt };
  return { state, send: coins > 0 ? [{ type: 'GrantCoins', data }] : [] };
};

const returned = (
  before: CoinEarning,
  { userId, orderId, returnId, lines }: Extract<Input, { type: 'ReturnAccepted' }>['data'],
): Step<CoinEarning, WalletCommand> => {
  const state = { ...before, returnedPaise: before.returnedPaise + paiseOf(lines) };
  const coins = coinsOf(before) - coinsOf(state);
  const grant = before.grants.find(({ lineIds }) => lineIds.includes(lines[0]?.lineId ?? '')) ?? before.grants[0];
  if (coins <= 0 || grant === undefined) return { state };
  const revocationId = derivedId('coins for return', returnId);
  return {
    state,
    send: [{ type: 'RevokeCoins', data: { userId, revocationId, grantId: grant.grantId, orderId, coins } }],
  };
};

/**
 * Goods that arrived earn coins, pending until they can no longer come back; goods that come back take theirs along. The coins
 * of an order are always those of what the buyer keeps, whatever the number of parcels and returns.
 */
export const coinEarning = defineSaga<CoinEarning, Input, WalletCommand>({
  name: 'coinEarning',
  handles: ['OrderDelivered', 'ReturnAccepted'],
  instanceOf: ({ type, data }) => (type === 'ReturnAccepted' && data.kind === 'replacement' ? undefined : data.orderId),
  initial: { deliveredPaise: 0, returnedPaise: 0, grants: [] },
  step: (state, input) => {
    if (input.type === 'OrderDelivered') return delivered(state, input.data);
    return input.type === 'ReturnAccepted' ? returned(state, input.data) : {};
  },
  isDone: () => true,
  timeLimitMs: TIME_LIMIT_MS,
});
