import { z } from 'zod';
import { Id, Instant } from '../../../event-schemas/primitives.ts';
import { DAY_MS, instantAfter } from '../../kernel/calendar.ts';
import { secretLetters } from '../../kernel/ports/secrets.ts';
import { callerIdOf, readRoute, writeRoute, type WriteContext } from '../../kernel/routes.ts';
import { giftCardIssue } from '../../policy/store-credit.ts';
import { Money, money } from '../../pricing/index.ts';
import { giftCardAttempts } from '../attempts/aggregate.ts';
import { creditStaff } from '../staff/aggregate.ts';
import { Owner } from '../views.ts';
import { giftCard, giftCardIdOf } from './aggregate.ts';
import type { GiftCard } from './decider.ts';
import { CardPaise } from './events.ts';

const { cardsMax, lifetimeDays } = giftCardIssue.value;
const staffRoute = { tag: 'Gift cards', allow: ['admin'] } as const;
const One = z.object({ giftCardId: Id });
const GiftCardView = z.object({
  giftCardId: Id,
  lastFour: z.string(),
  amount: Money,
  status: z.enum(['open', 'redeemed', 'cancelled', 'lapsed']),
  batchId: Id,
  expiresAt: Instant,
});
const cardView = (card: NonNullable<GiftCard>): z.infer<typeof GiftCardView> => {
  const { giftCardId, lastFour, amountPaise, status, batchId, expiresAt } = card;
  return { giftCardId, lastFour, amount: money(amountPaise), status, batchId, expiresAt };
};

const LETTERS = 16;
/** In groups of four, as people read them to each other. */
const codeOf = (batchId: string, index: number, { ports }: WriteContext): string =>
  secretLetters(ports.secrets.keyedHash('gift card code', batchId, String(index)), LETTERS).replaceAll(
    /(.{4})(?!$)/g,
    '$1-',
  );

export const giftCardWrites = [
  writeRoute({
    ...staffRoute,
    method: 'POST',
    path: '/gift-cards',
    summary: 'Issue gift cards; their codes are shown in this answer and never again',
    status: 201,
    secretAnswer: true,
    freshProof: true,
    body: z.object({ count: z.int().min(1).max(cardsMax), amountPaise: CardPaise, expiresAt: Instant.optional() }),
    reply: z.object({ batchId: Id, cards: z.array(GiftCardView.extend({ code: z.string() })) }),
    refusals: ['InvalidGiftCardExpiry', 'StaffCreditLimitReached'],
    run: async ({ body: { count, amountPaise, expiresAt } }, context) => {
      const batchId = context.newId('batch');
      const issuedBy = callerIdOf(context);
      const allowance = { useId: batchId, use: 'giftCards' as const, amountPaise: count * amountPaise };
      await context.send(creditStaff, { type: 'UseCreditAllowance', data: { staffId: issuedBy, ...allowance } });
      const until = expiresAt ?? instantAfter(context.now, lifetimeDays * DAY_MS);
      const cards: (z.infer<typeof GiftCardView> & { code: string })[] = [];
      for (let index = 0; index < count; index += 1) {
        const code = codeOf(batchId, index, context);
        const giftCardId = giftCardIdOf(code, context.ports.secrets);
        const data = { giftCardId, lastFour: code.slice(-4), amountPaise, batchId, issuedBy, expiresAt: until };
        const { state } = await context.send(giftCard, { type: 'IssueGiftCard', data });
        cards.push({ ...cardView(state!), code });
      }
      return { batchId, cards };
    },
  }),
  writeRoute({
    ...staffRoute,
    method: 'POST',
    path: '/gift-cards/:giftCardId/cancel',
    summary: 'End a card that nobody has redeemed, such as one that was lost',
    params: One,
    body: z.object({ reason: z.string().trim().min(3).max(300) }),
    reply: GiftCardView,
    refusals: ['GiftCardAlreadyRedeemed', 'GiftCardNotFound'],
    run: async ({ params, body }, context) => {
      const data = { ...params, ...body, cancelledBy: callerIdOf(context) };
      return cardView((await context.send(giftCard, { type: 'CancelGiftCard', data })).state!);
    },
  }),
  writeRoute({
    tag: 'Gift cards',
    allow: ['customer'],
    owner: 'userId',
    params: Owner,
    method: 'POST',
    path: '/store-credit/:userId/gift-cards',
    summary: 'Redeem a gift card: its whole worth becomes store credit a moment later',
    status: 202,
    body: z.object({ code: z.string().trim().min(1).max(40) }),
    reply: GiftCardView,
    refusals: [
      'GiftCardAlreadyRedeemed',
      'GiftCardCancelled',
      'GiftCardExpired',
      'GiftCardNotFound',
      'OwnGiftCard',
      'TooManyRequests',
    ],
    run: async ({ params: { userId }, body: { code } }, context) => {
      const attempt = { userId, attemptId: context.newId('attempt') };
      await context.send(giftCardAttempts, { type: 'TryGiftCard', data: attempt });
      const giftCardId = giftCardIdOf(code, context.ports.secrets);
      return cardView((await context.send(giftCard, { type: 'RedeemGiftCard', data: { giftCardId, userId } })).state!);
    },
  }),
];

export const giftCardReads = [
  readRoute({
    ...staffRoute,
    allow: ['admin', 'support'],
    path: '/gift-cards/:giftCardId',
    summary: 'What became of a gift card',
    params: One,
    reply: GiftCardView,
    projections: [],
    run: async ({ params: { giftCardId } }, context) => {
      const { state } = await context.facts(giftCard, giftCardId);
      return state && cardView(state);
    },
  }),
];
