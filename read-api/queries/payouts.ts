import { z } from 'zod';
import { vendor } from '../../domains/catalogue/index.ts';
import { sql } from '../../domains/kernel/projection.ts';
import { readRoute, Refusal, type ReadContext } from '../../domains/kernel/routes.ts';
import { isStaff } from '../../domains/staff.ts';
import { Money, money } from '../../domains/pricing/index.ts';
import type { PayoutRow, SettlementRow } from '../../domains/payment/index.ts';
import { Id, Instant, VendorId } from '../../event-schemas/primitives.ts';
import { cursorAfter, placeOf } from './newest-first.ts';

const LISTED_MAX = 100;
const route = {
  tag: 'Payouts',
  allow: ['vendor', 'support', 'admin', 'service'],
  params: z.object({ vendorId: VendorId }),
  query: z.object({ limit: z.coerce.number().int().min(1).max(LISTED_MAX).default(20), cursor: z.string().optional() }),
} as const;

/**
 * Staff see every seller's account, a seller its own. It is not `requireVendor`, which is about acting for a seller: support reads
 * too, a suspended seller still sees what it is owed, and a stranger does not learn which sellers exist.
 */
const requireAccountReader = async (vendorId: VendorId, context: ReadContext): Promise<void> => {
  if (isStaff(context)) return;
  const { state } = await context.facts(vendor, vendorId);
  if (state === undefined || state.ownerUserId !== context.caller?.userId)
    throw new Refusal('VendorNotFound', 'You have no vendor with this id.');
};

type Totals = { readonly pending: number; readonly due: number };

export const payoutReads = [
  readRoute({
    ...route,
    path: '/vendors/:vendorId/settlements',
    summary: "A seller's account: every delivered parcel with its fees, and what is pending and due in all",
    reply: z.object({
      /** Delivered, and its goods may still come back. */
      pending: Money,
      /** Paid with the next payout. */
      due: Money,
      settlements: z.array(z.object({ id: Id, orderId: Id, sale: Money, fees: Money, open: Money, dueAt: Instant })),
      next: z.string().nullable(),
    }),
    projections: ['settlement'],
    run: async ({ params: { vendorId }, query: { limit, cursor } }, context) => {
      await requireAccountReader(vendorId, context);
      const { at, id } = placeOf(cursor);
      const [totals, rows] = await Promise.all([
        context.query<Totals>(sql`select
            coalesce(sum(open_paise) filter (where due_at > ${context.now}), 0)::bigint as pending,
            coalesce(sum(open_paise) filter (where due_at <= ${context.now}), 0)::bigint as due
          from payments.settlement where vendor_id = ${vendorId}::uuid and open_paise <> 0`),
        context.query<SettlementRow>(sql`select * from payments.settlement where vendor_id = ${vendorId}::uuid
          and (due_at, settlement_id) < (${at}, ${id}::uuid) order by due_at desc, settlement_id desc limit ${limit}`),
      ]);
      const last = rows.at(-1);
      return {
        pending: money(totals[0]!.pending),
        due: money(totals[0]!.due),
        settlements: rows.map((row) => ({
          id: row.settlement_id,
          orderId: row.order_id,
          sale: money(row.sale_paise),
          fees: money(row.fees_paise),
          open: money(row.open_paise),
          dueAt: row.due_at,
        })),
        next: cursorAfter(last && [last.due_at, last.settlement_id], rows.length, limit),
      };
    },
  }),
  readRoute({
    ...route,
    path: '/vendors/:vendorId/payouts',
    summary: 'The transfers to a seller, newest first, each with the parcels that it pays',
    reply: z.object({
      payouts: z.array(
        z.object({
          id: Id,
          amount: Money,
          items: z.array(z.object({ settlementId: Id, amount: Money })),
          reference: z.string().nullable(),
          preparedAt: Instant,
          paidAt: Instant.nullable(),
        }),
      ),
      next: z.string().nullable(),
    }),
    projections: ['payout'],
    run: async ({ params: { vendorId }, query: { limit, cursor } }, context) => {
      await requireAccountReader(vendorId, context);
      const { at, id } = placeOf(cursor);
      const rows = await context.query<PayoutRow>(sql`select * from payments.payout where vendor_id = ${vendorId}::uuid
        and (prepared_at, payout_id) < (${at}, ${id}::uuid) order by prepared_at desc, payout_id desc limit ${limit}`);
      const last = rows.at(-1);
      return {
        payouts: rows.map((row) => ({
          id: row.payout_id,
          amount: money(row.amount_paise),
          items: row.items.map(({ settlementId, amountPaise }) => ({ settlementId, amount: money(amountPaise) })),
          reference: row.reference,
          preparedAt: row.prepared_at,
          paidAt: row.paid_at,
        })),
        next: cursorAfter(last && [last.prepared_at, last.payout_id], rows.length, limit),
      };
    },
  }),
];
