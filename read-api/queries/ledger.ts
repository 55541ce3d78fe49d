import { z } from 'zod';
import { sql } from '../../domains/kernel/projection.ts';
import { readRoute, Refusal, type Caller } from '../../domains/kernel/routes.ts';
import { Money, money } from '../../domains/pricing/index.ts';
import { Id, Instant } from '../../event-schemas/primitives.ts';
import { entriesOfAccount, type AccountEntry } from './ledger-entries.ts';

const ENTRIES_LISTED_MAX = 200;
const Account = z.string().regex(/^[a-z][a-z-]{1,30}(:[0-9a-f-]{36})?$/, 'must look like coins:<user id> or gateway');

const Entry = z.object({
  eventId: Id,
  event: z.string(),
  stream: z.string(),
  position: z.int(),
  at: Instant,
  /** Above zero what came in, below what went out. */
  amount: Money,
  counterAccount: z.string(),
  correlationId: Id,
  actor: z.string(),
});
const Explained = z.object({
  account: z.string(),
  balance: Money,
  entryCount: z.int(),
  entries: z.array(Entry),
  next: z.string().nullable(),
});

const mayRead = ({ userId, roles }: Caller, account: string): boolean =>
  roles.some((role) => role === 'admin' || role === 'support' || role === 'service') || account.endsWith(`:${userId}`);

const entryOf = ({ row, amount, counterAccount }: AccountEntry): z.infer<typeof Entry> => ({
  eventId: row.event_id,
  event: row.event_type,
  stream: row.stream,
  position: row.position,
  at: row.recorded_at,
  amount,
  counterAccount,
  correlationId: row.correlation_id,
  actor: row.actor,
});

export const ledgerReads = [
  readRoute({
    path: '/ledger/accounts/:account/explain',
    tag: 'Ledger',
    summary: 'A balance with the events that make it up, newest first; everybody may ask about their own accounts',
    allow: ['customer', 'support', 'admin', 'service'],
    params: z.object({ account: Account }),
    query: z.object({
      limit: z.coerce.number().int().min(1).max(ENTRIES_LISTED_MAX).default(50),
      cursor: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional(),
    }),
    reply: Explained,
    projections: ['ledger_entry', 'ledger_account'],
    run: async ({ params: { account }, query: { limit, cursor } }, context) => {
      if (!mayRead(context.caller!, account)) throw new Refusal('LedgerAccountNotFound');
      const [balances, { entries, next }] = await Promise.all([
        context.query<{ balance_paise: number; entries: number }>(
          sql`select balance_paise, entries from ledger.ledger_account where account = ${account}`,
        ),
        entriesOfAccount(account, { limit, cursor }, context),
      ]);
      return {
        account,
        balance: money(balances[0]?.balance_paise ?? 0),
        entryCount: balances[0]?.entries ?? 0,
        entries: entries.map(entryOf),
        next,
      };
    },
  }),
  readRoute({
    path: '/ledger/balance-check',
    tag: 'Ledger',
    summary: 'The sum over all accounts, which is zero, and the balances of the shop’s own accounts',
    allow: ['admin', 'support', 'service'],
    reply: z.object({
      sum: Money,
      accountCount: z.int(),
      shop: z.array(z.object({ account: z.string(), balance: Money })),
    }),
    projections: ['ledger_account'],
    run: async (_, context) => {
      const [totals, shop] = await Promise.all([
        context.query<{ sum: number; count: number }>(
          sql`select coalesce(sum(balance_paise), 0)::bigint as sum, count(*)::int as count from ledger.ledger_account`,
        ),
        context.query<{ account: string; balance_paise: number }>(
          sql`select account, balance_paise from ledger.ledger_account where position(':' in account) = 0 order by account`,
        ),
      ]);
      return {
        sum: money(totals[0]!.sum),
        accountCount: totals[0]!.count,
        shop: shop.map(({ account, balance_paise }) => ({ account, balance: money(balance_paise) })),
      };
    },
  }),
];
