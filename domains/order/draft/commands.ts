import { z } from 'zod';
import { Id, OrderId, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { content } from './events.ts';

const one = { draftId: Id };
const by = { ...one, staffId: UserId };

export const draftCommands = {
  CreateDraftOrder: z.object({ ...by, userId: UserId, ...content }),
  ReviseDraftOrder: z.object({ ...by, ...content }),
  ApproveDraftDiscount: z.object(by),
  SendDraftOrder: z.object(by),
  /** `attempt` counts from 1, so that links opened at the same time ask for the same order. */
  TakeDraftOrder: z.object({ ...one, orderId: OrderId, attempt: z.int().positive() }),
  CancelDraftOrder: z.object(by),
};
export type DraftCommand = MessageOf<typeof draftCommands>;
