import type { GatewayBooks } from '../../domains/kernel/ports/gateway-books.ts';
import { unixRange } from './arguments.ts';
import type { Caller } from './client.ts';
import { invalidArgument } from './failures.ts';
import { PAGE_ITEMS_MAX, SETTLED_ITEMS_MAX, listOf, read, refundSchema, settledItemSchema } from './wire.ts';

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;

/** The gateway's own lists, against which ours are compared. */
export function settlementCalls(repeated: Caller): GatewayBooks {
  return {
    listRefundsBetween: async ({ since, until, skip }) => {
      const range = { ...unixRange('refunds.list', since, until), skip, count: PAGE_ITEMS_MAX };
      const answer = await repeated('refunds.list', ({ api }) => api.refunds.all(range));
      const refunds = read(listOf(refundSchema), answer, 'refunds.list');
      return { refunds, nextSkip: refunds.length < PAGE_ITEMS_MAX ? null : skip + PAGE_ITEMS_MAX };
    },
    listSettledOn: async (day, skip) => {
      const [, year, month, date] = DAY.exec(day) ?? [];
      if (date === undefined) throw invalidArgument('settlements.recon', 'day', 'must look like 2026-01-31');
      const asked = { year: Number(year), month: Number(month), day: Number(date), skip, count: SETTLED_ITEMS_MAX };
      const answer = await repeated('settlements.recon', ({ api }) => api.settlements.reports(asked));
      const items = read(listOf(settledItemSchema, SETTLED_ITEMS_MAX), answer, 'settlements.recon');
      return { items, nextSkip: items.length < SETTLED_ITEMS_MAX ? null : skip + SETTLED_ITEMS_MAX };
    },
  };
}
