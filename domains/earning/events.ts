import { z } from 'zod';
import { Id, Instant, OrderId, UserId, type MessageOf } from '../../event-schemas/primitives.ts';
import { earningRules } from '../policy/coins.ts';
import { SEGMENTS } from '../policy/loyalty.ts';

const { scopeIdsMax, rateMax, percentMax, pieceCoinsMax, budgetMax } = earningRules.value;
const Ids = z.array(Id).min(1).max(scopeIdsMax);
const BonusCoins = z.int().positive().max(budgetMax);

/** What a line earns instead of the usual rate; always more than it, or the rule is of no use to the line. */
export const EarningReward = z.discriminatedUnion('type', [
  /** So many coins for each ₹100 that are paid for it. */
  z.object({ type: z.literal('rate'), coinsPerHundredRupees: z.int().min(1).max(rateMax) }),
  /** So many hundredths of the usual coins: 200 is twice as many. */
  z.object({ type: z.literal('multiplier'), percent: z.int().min(101).max(percentMax) }),
  /** So many coins for each piece, beside the usual ones. */
  z.object({ type: z.literal('perPiece'), coins: z.int().min(1).max(pieceCoinsMax) }),
]);

const isForFirstOrders = (segments: readonly string[] | undefined): boolean =>
  segments?.includes('firstOrder') === true;

/** Whom and what a rule is for, and how much it may give. All sides that are named must fit. */
export const EarningTerms = z
  .object({
    name: z.string().trim().min(3).max(80),
    reward: EarningReward,
    /** Categories stand for everything below them. */
    scope: z.object({ productIds: Ids.optional(), categoryIds: Ids.optional(), vendorIds: Ids.optional() }).optional(),
    /** Any one of these is enough. */
    segments: z.array(z.enum(SEGMENTS)).min(1).max(SEGMENTS.length).optional(),
    from: Instant,
    until: Instant,
    /** The most coins beside the usual ones that one order gets by it. */
    orderMax: BonusCoins.optional(),
    /** All coins beside the usual ones that it may ever give. */
    budgetCoins: BonusCoins.optional(),
  })
  .refine(({ from, until }) => until > from, { path: ['until'], message: 'must be after from' })
  .refine(({ segments, budgetCoins }) => !isForFirstOrders(segments) || budgetCoins !== undefined, {
    path: ['budgetCoins'],
    message: 'is needed for first orders: only a rule with a budget writes down who had it',
  });
export type EarningTerms = z.infer<typeof EarningTerms>;

const rule = { ruleId: Id };
const use = { ruleId: Id, orderId: OrderId };
export const earningEvents = {
  EarningRuleDrafted: z.object({ ...rule, authorId: UserId, terms: EarningTerms, draftedAt: Instant }),
  EarningRuleChanged: z.object({ ...rule, authorId: UserId, terms: EarningTerms }),
  /** In force between its dates from now on; never changed again. */
  EarningRuleApproved: z.object({ ...rule, authorId: UserId, approverId: UserId, approvedAt: Instant }),
  EarningRuleEnded: z.object({ ...rule, endedBy: UserId, endedAt: Instant }),
  /** `coins` is what the budget had left of what was asked for. It lapses when no order is placed with it. */
  BonusReserved: z.object({ ...use, userId: UserId, coins: BonusCoins, reservedAt: Instant, expiresAt: Instant }),
  BonusKept: z.object(use),
  /** Coins of goods that were not bought after all, or came back; `lapsed` when no order was ever placed. */
  BonusReleased: z.object({ ...use, causeId: Id, coins: BonusCoins, lapsed: z.boolean() }),
};
export type EarningEvent = MessageOf<typeof earningEvents>;
