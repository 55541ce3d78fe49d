import { z } from 'zod';
import { sql } from '../../domains/kernel/projection.ts';
import { instantAfter } from '../../domains/kernel/calendar.ts';
import { readRoute } from '../../domains/kernel/routes.ts';
import { Money, money } from '../../domains/pricing/index.ts';
import type { DowntimeRow } from '../../domains/payment/index.ts';
import { orderPolicy } from '../../domains/policy/order.ts';
import { paymentPolicy } from '../../domains/policy/payment.ts';
import { Instant } from '../../event-schemas/primitives.ts';

/** `down` where hardly any payment goes through; `disturbed` where some fail. */
const Status = z.enum(['available', 'disturbed', 'down']);
const Method = z.object({
  method: z.string(),
  paymentMethod: z.enum(['PREPAID', 'COD']),
  status: Status,
  since: Instant.nullable(),
  /** Larger orders are not taken in this way. */
  orderMax: Money.nullable(),
});
/** Downtimes that are open at the same time; the newest count. */
const DOWNTIMES_MAX = 100;

const working = (method: string): z.infer<typeof Method> => ({
  method,
  paymentMethod: 'PREPAID',
  status: 'available',
  since: null,
  orderMax: null,
});
const cash: z.infer<typeof Method> = {
  ...working('cash'),
  paymentMethod: 'COD',
  orderMax: money(orderPolicy.codTotalMaxPaise.value),
};

const withDowntimes =
  (rows: readonly DowntimeRow[]) =>
  (method: string): z.infer<typeof Method> => {
    const own = rows.filter(({ instrument }) => instrument === method);
    const [worst] = [...own.filter(({ severity }) => severity === 'high'), ...own];
    if (worst === undefined) return working(method);
    return { ...working(method), status: worst.severity === 'high' ? 'down' : 'disturbed', since: worst.since };
  };

export const paymentMethods = readRoute({
  path: '/payments/methods',
  tag: 'Payments',
  allow: ['public'],
  summary: 'The ways to pay, and which of them do not work at the gateway now',
  reply: z.object({ methods: z.array(Method) }),
  projections: ['downtime'],
  run: async (_, context) => {
    const after = instantAfter(context.now, -paymentPolicy.downtimeShownMs.value);
    const rows = await context.query<DowntimeRow>(sql`select * from payments.downtime
      where over_at is null and reported_at > ${after} order by reported_at desc limit ${DOWNTIMES_MAX}`);
    return { methods: [...paymentPolicy.instruments.value.map(withDowntimes(rows)), cash] };
  },
});
