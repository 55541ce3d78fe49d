import { sql } from '../../domains/kernel/projection.ts';
import type { ReadContext } from '../../domains/kernel/routes.ts';
import { money, type Money } from '../../domains/pricing/index.ts';
import type { z } from 'zod';

type Row = {
  readonly event_id: string;
  readonly event_type: string;
  readonly stream: string;
  readonly position: number;
  readonly recorded_at: string;
  readonly from_account: string;
  readonly to_account: string;
  readonly amount_paise: number;
  readonly correlation_id: string;
  readonly actor: string;
};
/** A ledger entry as one of its two accounts has it. */
export type AccountEntry = {
  readonly row: Row;
  /** Above zero what came in, below what went out. */
  readonly amount: z.infer<typeof Money>;
  readonly counterAccount: string;
};
type Page = { readonly limit: number; readonly cursor: string | undefined };

/** A page of the entries of an account, newest first; `next` is the cursor of the page after it, null behind the last one. */
export const entriesOfAccount = async (
  account: string,
  { limit, cursor }: Page,
  context: Pick<ReadContext, 'query'>,
): Promise<{ readonly entries: readonly AccountEntry[]; readonly next: string | null }> => {
  const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor);
  const rows = await context.query<Row>(sql`select * from (
      (select * from ledger.ledger_entry where from_account = ${account} and position < ${before} order by position desc limit ${limit})
      union all
      (select * from ledger.ledger_entry where to_account = ${account} and position < ${before} order by position desc limit ${limit})
    ) e order by position desc limit ${limit}`);
  const entries = rows.map((row) => {
    const arrives = row.to_account === account;
    return {
      row,
      amount: money(arrives ? row.amount_paise : -row.amount_paise),
      counterAccount: arrives ? row.from_account : row.to_account,
    };
  });
  return { entries, next: rows.length < limit ? null : String(rows.at(-1)!.position) };
};
