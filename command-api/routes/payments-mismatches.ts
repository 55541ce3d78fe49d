import { z } from 'zod';
import { writeRoute } from '../../domains/kernel/routes.ts';
import { Day, dayReconciliation, gatewayMismatch, reconciliationIdOf } from '../../domains/payment/index.ts';
import { Id } from '../../event-schemas/primitives.ts';

export const mismatchWrites = [
  writeRoute({
    method: 'POST',
    path: '/payments/settlements/:day/runs',
    tag: 'Payments',
    allow: ['admin'],
    summary:
      "Compare the gateway's lists of a day in India with our log once more, beyond the runs that the clock asks for",
    params: z.object({ day: Day }),
    status: 202,
    reply: z.object({ day: Day, run: z.string() }),
    refusals: ['DayNotOver', 'ReconciliationRunsExhausted'],
    run: async ({ params: { day } }, context) => {
      const data = { reconciliationId: reconciliationIdOf(day), day, run: context.newId('run') };
      await context.send(dayReconciliation, { type: 'RequestDayReconciliation', data });
      return { day, run: data.run };
    },
  }),
  writeRoute({
    method: 'POST',
    path: '/payments/mismatches/:id/resolve',
    tag: 'Payments',
    allow: ['admin', 'support'],
    summary: 'Take what does not match out of the queue, saying what was done about it',
    params: z.object({ id: Id }),
    body: z.object({ note: z.string().trim().min(1).max(500) }),
    reply: z.object({ id: Id, status: z.enum(['open', 'cleared', 'resolved']) }),
    refusals: ['MismatchNotFound', 'MismatchClosed'],
    run: async ({ params: { id }, body: { note } }, context) => {
      const command = { type: 'ResolveMismatch', data: { mismatchId: id, note } } as const;
      const { state } = await context.send(gatewayMismatch, command);
      return { id, status: state!.status };
    },
  }),
];
