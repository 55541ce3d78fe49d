import { z } from 'zod';
import { Id } from '../../event-schemas/primitives.ts';
import { ReturnKind, ReturnReason, ReturnStatus } from './return-events.ts';
import type { Return } from './state.ts';

export const ReturnView = z.object({
  id: Id,
  kind: ReturnKind,
  reason: ReturnReason,
  status: ReturnStatus,
  lines: z.array(z.object({ lineId: Id, quantity: z.int(), wantedVariantId: Id.nullable() })),
  imageIds: z.array(Id),
  unboxingVideoId: Id,
  refund: z.object({ amount: z.int(), currency: z.literal('INR'), coins: z.int() }).nullable(),
  timeline: z.array(z.object({ status: ReturnStatus, note: z.string().nullable() })),
});

export const returnView = (known: Return): z.infer<typeof ReturnView> => ({
  id: known.returnId,
  kind: known.kind,
  reason: known.reason,
  status: known.status,
  lines: known.lines.map(({ lineId, quantity }) => ({
    lineId,
    quantity,
    wantedVariantId: known.wanted.find((choice) => choice.lineId === lineId)?.variantId ?? null,
  })),
  imageIds: known.imageIds,
  unboxingVideoId: known.unboxingVideoId,
  refund:
    known.accepted?.kind === 'refund'
      ? { amount: known.accepted.refundPaise, currency: 'INR', coins: known.accepted.coins }
      : null,
  timeline: known.timeline.map(({ status, note }) => ({ status, note: note ?? null })),
});
