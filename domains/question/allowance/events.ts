import { z } from 'zod';
import { Id, Instant, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';

export const WritingKind = z.enum(['question', 'answer', 'report']);
export type WritingKind = z.infer<typeof WritingKind>;
export const writingAllowanceEvents = {
  /** Counted before it is written, so that many at once cannot slip through together. */
  WritingCounted: z.object({ userId: UserId, writingId: Id, kind: WritingKind, countedAt: Instant }),
};
export type WritingAllowanceEvent = MessageOf<typeof writingAllowanceEvents>;
