import { z } from 'zod';
import { vendor } from '../../domains/catalogue/index.ts';
import { sql } from '../../domains/kernel/projection.ts';
import { Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import { Money, money } from '../../domains/pricing/index.ts';
import { payout, PAYOUT_ITEMS_MAX, settlement, type Payout, type SettlementRow } from '../../domains/payment/index.ts';
import { Id, VendorId } from '../../event-schemas/primitives.ts';

const PayoutView = z.object({
  id: Id,
  vendorId: Id,
  amount: Money,
  settlementCount: z.int(),
  reference: z.string().nullable(),
});
const view = (state: Payout): z.infer<typeof PayoutView> => ({
  id: state!.payoutId,
  vendorId: state!.vendorId,
  amount: money(state!.amountPaise),
  settlementCount: state!.items.length,
  reference: state!.reference ?? null,
});
const route = { tag: 'Payouts', method: 'POST', allow: ['admin', 'service'], reply: PayoutView } as const;
type Item = { readonly settlementId: string; readonly amountPaise: number };

/**
 * Parcels whose money is due, and those that this payout has taken before, when its request is repeated after a crash. What came
 * back is taken first, since it lowers what there is to pay.
 */
const dueSettlements = (
  vendorId: VendorId,
  payoutId: string,
  context: WriteContext,
): Promise<readonly SettlementRow[]> =>
  context.query<SettlementRow>(sql`select * from payments.settlement
    where vendor_id = ${vendorId}::uuid
      and ((open_paise <> 0 and due_at <= ${context.now}) or payout_ids @> array[${payoutId}::uuid])
    order by open_paise > 0, due_at, settlement_id limit ${PAYOUT_ITEMS_MAX}`);

/** Each settlement gives its open amount to one payout only, whoever asks at the same time; one that is taken is left out. */
const claimAll = async (rows: readonly SettlementRow[], payoutId: string, context: WriteContext): Promise<Item[]> => {
  const items: Item[] = [];
  for (const { settlement_id: settlementId } of rows) {
    const command = { type: 'ClaimSettlement', data: { settlementId, payoutId } } as const;
    const outcome = await context.attempt(settlement, command, settlementId);
    if ('rejected' in outcome) continue;
    for (const { data } of outcome.events) items.push({ settlementId, amountPaise: (data as Item).amountPaise });
  }
  return items;
};

const prepare = writeRoute({
  ...route,
  path: '/vendors/:vendorId/payouts',
  summary: 'Gather everything that is due to a seller into one transfer; each delivered parcel is paid once',
  status: 201,
  params: z.object({ vendorId: VendorId }),
  freshProof: true,
  refusals: ['VendorNotFound', 'NothingToPayOut'],
  run: async ({ params: { vendorId } }, context) => {
    const payoutId = context.newId('payout');
    const known = (await context.facts(payout, payoutId)).state;
    if (known !== undefined) return view(known);
    if ((await context.facts(vendor, vendorId)).state === undefined)
      throw new Refusal('VendorNotFound', 'There is no vendor with this id.');
    const rows = await dueSettlements(vendorId, payoutId, context);
    const isTaken = rows.some(({ payout_ids }) => payout_ids.includes(payoutId));
    if (!isTaken && rows.reduce((sum, { open_paise }) => sum + open_paise, 0) <= 0)
      throw new Refusal('NothingToPayOut', 'Nothing is due to this vendor now.');
    const items = await claimAll(rows, payoutId, context);
    if (items.length === 0) throw new Refusal('NothingToPayOut', 'Another payout has just taken what was due.');
    return view((await context.send(payout, { type: 'PreparePayout', data: { payoutId, vendorId, items } })).state);
  },
});

const record = writeRoute({
  ...route,
  path: '/payouts/:id/paid',
  summary: 'Report that the transfer was made, with its reference at the bank',
  params: z.object({ id: Id }),
  body: z.object({ reference: z.string().trim().min(1).max(100) }),
  refusals: ['PayoutNotFound', 'PayoutAlreadyPaid'],
  run: async ({ params: { id: payoutId }, body }, context) =>
    view((await context.send(payout, { type: 'RecordPayout', data: { payoutId, ...body } })).state),
});

export const payoutWrites = [prepare, record];
