import { z } from 'zod';
import { readRoute } from '../../domains/kernel/routes.ts';
import { Money, money } from '../../domains/pricing/index.ts';
import { Instant, UserId, Id } from '../../event-schemas/primitives.ts';
import { entriesOfAccount, type AccountEntry } from './ledger-entries.ts';

const LISTED_MAX = 100;
const KINDS = ['giftCard', 'goodwill', 'held', 'released', 'restored', 'movedIn', 'movedOut', 'lapsed'] as const;
const KIND_OF: Readonly<Record<string, (typeof KINDS)[number]>> = {
  StoreCreditHeld: 'held',
  StoreCreditReleased: 'released',
  StoreCreditRestored: 'restored',
  StoreCreditRefunded: 'restored',
  StoreCreditLapsed: 'lapsed',
  StoreCreditMovedIn: 'movedIn',
  StoreCreditMovedOut: 'movedOut',
};
const kindOf = ({ row: { event_type, to_account } }: AccountEntry): (typeof KINDS)[number] =>
  KIND_OF[event_type] ?? (to_account === 'gift-cards-open' ? 'giftCard' : 'goodwill');

/** The ledger holds what the shop owes below zero; to the person it is what they have. */
export const storeCreditStatement = readRoute({
  path: '/store-credit/:userId/statement',
  tag: 'Store credit',
  summary: 'What came to the store credit of a person and what left it, newest first',
  allow: ['customer', 'support', 'admin'],
  owner: 'userId',
  params: z.object({ userId: UserId }),
  query: z.object({
    limit: z.coerce.number().int().min(1).max(LISTED_MAX).default(20),
    cursor: z
      .string()
      .regex(/^\d{1,15}$/)
      .optional(),
  }),
  reply: z.object({
    entries: z.array(z.object({ entryId: Id, kind: z.enum(KINDS), at: Instant, amount: Money })),
    next: z.string().nullable(),
  }),
  projections: ['ledger_entry'],
  run: async ({ params: { userId }, query: { limit, cursor } }, context) => {
    const { entries, next } = await entriesOfAccount(`store-credit:${userId}`, { limit, cursor }, context);
    return {
      entries: entries.map((entry) => ({
        entryId: entry.row.event_id,
        kind: kindOf(entry),
        at: entry.row.recorded_at,
        amount: money(-entry.amount.amount),
      })),
      next,
    };
  },
});
