import { z } from 'zod';
import { sql } from '../../domains/kernel/projection.ts';
import { readRoute } from '../../domains/kernel/routes.ts';
import { Money, money } from '../../domains/pricing/index.ts';
import { Instant, UserId, Id } from '../../event-schemas/primitives.ts';

const LISTED_MAX = 100;
type Row = {
  readonly event_id: string;
  readonly event_type: string;
  readonly position: number;
  readonly recorded_at: string;
  readonly from_account: string;
  readonly to_account: string;
  readonly amount_paise: number;
};

const KINDS = ['giftCard', 'goodwill', 'held', 'released', 'restored', 'movedIn', 'movedOut'] as const;
const KIND_OF: Readonly<Record<string, (typeof KINDS)[number]>> = {
  StoreCreditHeld: 'held',
  StoreCreditReleased: 'released',
  StoreCreditRestored: 'restored',
  StoreCreditMovedIn: 'movedIn',
  StoreCreditMovedOut: 'movedOut',
};
const kindOf = ({ event_type, to_account }: Row): (typeof KINDS)[number] =>
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
    const account = `store-credit:${userId}`;
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor);
    const rows = await context.query<Row>(sql`select * from (
        (select * from ledger.ledger_entry where from_account = ${account} and position < ${before} order by position desc limit ${limit})
        union all
        (select * from ledger.ledger_entry where to_account = ${account} and position < ${before} order by position desc limit ${limit})
      ) e order by position desc limit ${limit}`);
    const entries = rows.map((row) => ({
      entryId: row.event_id,
      kind: kindOf(row),
      at: row.recorded_at,
      amount: money(row.from_account === account ? row.amount_paise : -row.amount_paise),
    }));
    return { entries, next: rows.length < limit ? null : String(rows.at(-1)!.position) };
  },
});
