import { z } from 'zod';
import { Id, Instant } from '../../event-schemas/primitives.ts';
import { Money, money } from '../pricing/index.ts';
import { Day } from './lines.ts';
import type { Edit } from './state.ts';

export const EditView = z.object({
  id: Id,
  status: z.enum(['open', 'applied', 'dropped']),
  droppedFor: z.string().nullable(),
  /** To be paid before the change takes effect. */
  due: Money,
  paymentId: Id,
  expiresAt: Instant,
  /** Of paying before the order comes: what that costs less than the cash; null for any other change. */
  payNow: z.object({ save: Money }).nullable(),
  removed: z.array(z.object({ lineId: Id, quantity: z.int() })),
  added: z.array(
    z.object({
      lineId: Id,
      variantId: Id,
      quantity: z.int(),
      total: Money,
      /** Pieces that are still to come, and their day when it is known; null when all are there. */
      backOrder: z.object({ quantity: z.int(), promisedOn: Day.nullable() }).nullable(),
    }),
  ),
});

export const editView = (edit: Edit): z.infer<typeof EditView> => ({
  id: edit.editId,
  status: edit.status,
  droppedFor: edit.droppedFor ?? null,
  due: money(edit.duePaise),
  paymentId: edit.editPaymentId,
  expiresAt: edit.expiresAt,
  payNow: edit.payNow === undefined ? null : { save: money(edit.payNow.savePaise) },
  removed: edit.removed.map(({ lineId, quantity }) => ({ lineId, quantity })),
  added: edit.added.map(({ lineId, variantId, quantity, totalPaise, backOrder }) => ({
    lineId,
    variantId,
    quantity,
    total: money(totalPaise),
    backOrder:
      backOrder === undefined ? null : { quantity: backOrder.quantity, promisedOn: backOrder.promisedOn ?? null },
  })),
});
