import { z } from 'zod';
import { Id, UserId, type AnyMessage } from '../../event-schemas/primitives.ts';
import { callerIdOf, readRoute, writeRoute, type WriteContext } from '../kernel/routes.ts';
import { wallet } from './aggregate.ts';
import { CoinAdjustment, type WalletEvent } from './events.ts';
import { WalletView, walletRoute, walletView } from './routes.ts';
import type { Wallet } from './state.ts';

const One = z.object({ userId: UserId, adjustmentId: Id });
const AdjustmentView = z.object({
  adjustmentId: Id,
  /** `waiting` for a second person; `ended` when it took effect or was refused. */
  status: z.enum(['waiting', 'ended']),
  wallet: WalletView,
});
/** As it is at the decision, which comes a moment after the request: what was given counts already. */
const adjustmentView = (
  { userId, adjustmentId }: z.infer<typeof One>,
  { state, events }: { readonly state: Wallet; readonly events: readonly AnyMessage[] },
  { now }: WriteContext,
) => {
  const granted = (events as readonly WalletEvent[]).find((event) => event.type === 'CoinsGranted');
  return {
    adjustmentId,
    status: state.adjustments.some((one) => one.adjustmentId === adjustmentId) ? 'waiting' : 'ended',
    wallet: walletView(userId, state, granted?.data.grantedAt ?? now),
  };
};
/** Who decides is always known: these routes are for people who have signed in. */

const ending = (
  path: 'approve' | 'refuse',
  summary: string,
  command: (data: z.infer<typeof One>, by: UserId) => Parameters<typeof wallet.streamId>[0],
) =>
  writeRoute({
    ...walletRoute,
    method: 'POST',
    path: `/wallet/:userId/adjustments/:adjustmentId/${path}`,
    summary,
    allow: ['admin'],
    params: One,
    reply: AdjustmentView,
    refusals: ['CoinAdjustmentNotFound', ...(path === 'approve' ? ['SecondPersonNeeded'] : [])],
    run: async ({ params }, context) => {
      return adjustmentView(params, await context.send(wallet, command(params, callerIdOf(context))), context);
    },
  });

export const adjustmentWrites = [
  writeRoute({
    ...walletRoute,
    method: 'POST',
    path: '/wallet/:userId/adjustments',
    summary: 'Correct a balance, with a reason; a large correction waits until a second person agrees',
    allow: ['admin', 'support'],
    status: 201,
    body: CoinAdjustment.pick({ coins: true, reason: true }),
    reply: AdjustmentView,
    refusals: ['InvalidCoins', 'TooManyCoinAdjustments'],
    run: async ({ params: { userId }, body }, context) => {
      const adjustmentId = context.newId('adjustment');
      const data = { userId, adjustmentId, ...body, requestedBy: callerIdOf(context) };
      const sent = await context.send(wallet, { type: 'RequestCoinAdjustment', data });
      return adjustmentView({ userId, adjustmentId }, sent, context);
    },
  }),
  ending('approve', 'Agree to a correction that somebody else has asked for', (data, approvedBy) => ({
    type: 'ApproveCoinAdjustment',
    data: { ...data, approvedBy },
  })),
  ending('refuse', 'Refuse a correction, or take back one’s own', (data, refusedBy) => ({
    type: 'RefuseCoinAdjustment',
    data: { ...data, refusedBy },
  })),
];

export const adjustmentReads = [
  readRoute({
    ...walletRoute,
    path: '/wallet/:userId/adjustments',
    summary: 'Corrections that wait for a second person',
    allow: ['admin', 'support'],
    reply: z.object({ adjustments: z.array(CoinAdjustment) }),
    projections: [],
    run: async ({ params: { userId } }, context) => ({
      adjustments: [...(await context.facts(wallet, userId)).state.adjustments],
    }),
  }),
];
