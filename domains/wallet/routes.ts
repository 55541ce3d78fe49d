import { z } from 'zod';
import { Id, Instant, ProductId, UserId } from '../../event-schemas/primitives.ts';
import { DAY_MS, indianDay, instantAfter } from '../kernel/calendar.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { readRoute, writeRoute } from '../kernel/routes.ts';
import { coinsForShare } from '../policy/coins.ts';
import { TIERS } from '../policy/loyalty.ts';
import { wallet } from './aggregate.ts';
import { balanceOf } from './balance.ts';
import { Coins } from './events.ts';
import type { Wallet } from './state.ts';
import { standingOf } from './tier.ts';

export const Owner = z.object({ userId: UserId });
export const WalletView = z.object({
  userId: Id,
  spendable: z.int(),
  /** Earned, and spendable once the goods cannot come back any more. */
  pending: z.int(),
  /** Waiting with orders that are being paid. */
  held: z.int(),
  nextExpiry: z.object({ coins: z.int(), at: Instant }).nullable(),
  /** By the coins that purchases earned in the last twelve calendar months. */
  tier: z.object({
    name: z.enum(TIERS),
    earned: z.int(),
    next: z.object({ name: z.enum(TIERS), missing: z.int() }).nullable(),
    /** From the first of the next month (Asia/Kolkata), when nothing more is earned in this one. */
    projected: z.object({ name: z.enum(TIERS), earned: z.int(), from: z.iso.date() }),
  }),
});
const tierView = (state: Wallet, now: Instant): z.infer<typeof WalletView>['tier'] => {
  const { tier: name, earned, next, projected } = standingOf(state.earned, now);
  return {
    ...{ name, earned },
    next: next === undefined ? null : { name: next.tier, missing: next.missing },
    projected: { name: projected.tier, earned: projected.earned, from: projected.from },
  };
};
export const walletView = (userId: string, state: Wallet, now: Instant): z.infer<typeof WalletView> => ({
  userId,
  ...balanceOf(state, now),
  nextExpiry: balanceOf(state, now).nextExpiry ?? null,
  tier: tierView(state, now),
});
export const walletRoute = { tag: 'Coins', params: Owner, reply: WalletView } as const;
const own = { ...walletRoute, allow: ['customer'], owner: 'userId' } as const;

export const walletWrites = [
  writeRoute({
    ...walletRoute,
    allow: ['admin', 'support', 'service'],
    method: 'POST',
    path: '/wallet/:userId/grants',
    summary: 'Give coins to a person',
    status: 201,
    body: z.object({
      coins: Coins,
      reason: z.enum(['goodwill', 'promotion', 'referral']).default('goodwill'),
      availableAt: Instant.optional(),
      expiresAt: Instant.optional(),
    }),
    refusals: ['DailyCoinsReached', 'InvalidCoins', 'SecondPersonNeeded'],
    run: async ({ params: { userId }, body: { coins, reason, availableAt, expiresAt } }, context) => {
      const byOnePerson = context.caller?.roles.includes('service') !== true;
      // Spendable from the moment of the request, so that its own answer counts them already.
      const dates = { availableAt: availableAt ?? context.now, ...(expiresAt && { expiresAt }) };
      const data = { userId, grantId: context.newId('grant'), coins, reason, byOnePerson, ...dates };
      return walletView(userId, (await context.send(wallet, { type: 'GrantCoins', data })).state, context.now);
    },
  }),
  writeRoute({
    ...own,
    method: 'POST',
    path: '/wallet/:userId/shares',
    summary: 'Earn coins for sharing a product; once a day for each product, up to the cap of the day',
    status: 201,
    body: z.object({ productId: ProductId }),
    refusals: ['DailyCoinsReached'],
    run: async ({ params: { userId }, body: { productId } }, context) => {
      const grantId = derivedId('coins for share', userId, productId, indianDay(context.now));
      const { coins, lifetimeDays } = coinsForShare.value;
      const expiresAt = instantAfter(context.now, lifetimeDays * DAY_MS);
      const data = { userId, grantId, coins, reason: 'share' as const, availableAt: context.now, expiresAt };
      return walletView(userId, (await context.send(wallet, { type: 'GrantCoins', data })).state, context.now);
    },
  }),
  writeRoute({
    ...own,
    method: 'POST',
    path: '/wallet/:userId/transfers',
    summary: 'Always refused: coins cannot be given to somebody else',
    body: z.object({ toUserId: UserId, coins: Coins }),
    refusals: ['CoinsNotTransferable'],
    run: async ({ params: { userId }, body }, context) =>
      walletView(
        userId,
        (await context.send(wallet, { type: 'TransferCoins', data: { userId, ...body } })).state,
        context.now,
      ),
  }),
];

export const walletReads = [
  readRoute({
    ...own,
    path: '/wallet/:userId',
    summary: 'Coins that can be spent, are pending, held, and expire next; their history is in the ledger',
    projections: [],
    run: async ({ params: { userId } }, context) =>
      walletView(userId, (await context.facts(wallet, userId)).state, context.now),
  }),
];
