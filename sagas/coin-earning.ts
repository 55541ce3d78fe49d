import { DAY_MS, instantAfter } from '../domains/kernel/calendar.ts';
import { derivedId } from '../domains/kernel/derived-id.ts';
import { defineSaga, type Step } from '../domains/kernel/saga.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import { coinsForPurchase } from '../domains/policy/coins.ts';
import { coinsOfWeight, usualBasisPoints } from '../domains/pricing/index.ts';
import type { WalletCommand } from '../domains/wallet/commands.ts';

type Input = Extract<OrderEvent, { type: 'OrderDelivered' | 'ReturnAccepted' }>;
type Line = Input['data']['lines'][number];
/** Goods of one order that the buyer keeps: paise times the rate of each, and the coins that rules gave beside. */
type Kept = { readonly weight: number; readonly bonusCoins: number };
/** What one order delivered and got back, and the coins it earns by that. */
export type CoinEarning = {
  /** Instances of the time before there were rules know paise only, all of them at the usual rate. */
  readonly deliveredPaise?: number;
  readonly returnedPaise?: number;
  readonly kept?: Kept;
  readonly grants: readonly { readonly grantId: string; readonly lineIds: readonly string[] }[];
};
const TIME_LIMIT_MS = 60_000;
const { pendingDays, lifetimeDays } = coinsForPurchase.value;

const keptOf = ({ kept, deliveredPaise = 0, returnedPaise = 0 }: CoinEarning): Kept =>
  kept ?? { weight: (deliveredPaise - returnedPaise) * usualBasisPoints(), bonusCoins: 0 };
const plus = (kept: Kept, lines: readonly Line[], sign: 1 | -1): Kept =>
  lines.reduce(
    ({ weight, bonusCoins }, { totalPaise, earning }) => ({
      weight: weight + sign * totalPaise * (earning?.basisPoints ?? usualBasisPoints()),
      bonusCoins: bonusCoins + sign * (earning?.bonus?.coins ?? 0),
    }),
    kept,
  );
const coinsOf = ({ weight, bonusCoins }: Kept): number => coinsOfWeight(Math.max(0, weight)) + Math.max(0, bonusCoins);

const delivered = (
  before: CoinEarning,
  { userId, orderId, shipmentId, lines, deliveredAt }: Extract<Input, { type: 'OrderDelivered' }>['data'],
): Step<CoinEarning, WalletCommand> => {
  const grantId = derivedId('coins for delivery', shipmentId);
  const kept = plus(keptOf(before), lines, 1);
  const state = { kept, grants: [...before.grants, { grantId, lineIds: lines.map(({ lineId }) => lineId) }] };
  const coins = coinsOf(kept) - coinsOf(keptOf(before));
  const availableAt = instantAfter(deliveredAt, pendingDays * DAY_MS);
  const expiresAt = instantAfter(availableAt, lifetimeDays * DAY_MS);
  const data = { userId, grantId, orderId, coins, reason: 'purchase' as const, availableAt, expiresAt };
  return { state, send: coins > 0 ? [{ type: 'GrantCoins', data }] : [] };
};

const returned = (
  before: CoinEarning,
  { userId, orderId, returnId, lines }: Extract<Input, { type: 'ReturnAccepted' }>['data'],
): Step<CoinEarning, WalletCommand> => {
  const state = { kept: plus(keptOf(before), lines, -1), grants: before.grants };
  const coins = coinsOf(keptOf(before)) - coinsOf(state.kept);
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
 * of an order are always those of what the buyer keeps, whatever the number of parcels and returns, by the rates and rules that
 * were fixed when it was placed.
 */
export const coinEarning = defineSaga<CoinEarning, Input, WalletCommand>({
  name: 'coinEarning',
  handles: ['OrderDelivered', 'ReturnAccepted'],
  instanceOf: ({ type, data }) => (type === 'ReturnAccepted' && data.kind === 'replacement' ? undefined : data.orderId),
  initial: { grants: [] },
  step: (state, input) => {
    if (input.type === 'OrderDelivered') return delivered(state, input.data);
    return input.type === 'ReturnAccepted' ? returned(state, input.data) : {};
  },
  isDone: () => true,
  timeLimitMs: TIME_LIMIT_MS,
});
