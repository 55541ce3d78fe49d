import type { GatewaySettledItem } from '../../domains/kernel/ports/gateway-books.ts';
import { settledItemIdOf } from '../../domains/payment/reconciliation/aggregate.ts';
import type { SettledItemCommand } from '../../domains/payment/reconciliation/commands.ts';
import type { Tally } from './tally.ts';

/** What settles with the payments and refunds that we know of; the rest is for somebody to look at. */
const EXPECTED: readonly string[] = ['payment', 'refund'];

/** Books one line of a settlement in the ledger, once. Payments and refunds were compared when they were made. */
export const bookSettled = async (item: GatewaySettledItem, tally: Tally): Promise<void> => {
  const { context, figures } = tally;
  const netPaise = item.credit - item.debit;
  figures.settledCount += 1;
  figures.settledPaise += netPaise;
  figures.feePaise += item.fee;
  figures.taxPaise += item.tax;
  const data: SettledItemCommand['data'] = {
    itemId: settledItemIdOf(item.id),
    entityId: item.id,
    kind: item.kind,
    direction: netPaise < 0 ? 'out' : 'in',
    amountPaise: Math.abs(netPaise),
    ...(item.settlementId === null ? {} : { settlementId: item.settlementId }),
    ...(item.utr === null ? {} : { utr: item.utr }),
    settledAt: item.settledAt,
    feePaise: item.fee,
    taxPaise: item.tax,
  };
  await context.send({ type: 'BookSettledItem', data }, item.id);
  if (!EXPECTED.includes(item.kind))
    await tally.found({ kind: 'settledUnknown', entityId: item.id, gatewayPaise: item.amount }, 0);
};
