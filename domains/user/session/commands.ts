import { z } from 'zod';
import { Id, Instant, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { SessionId } from '../ids.ts';
import { Device, SignInMethod, StepUpMethod } from './events.ts';

export const sessionCommands = {
  OpenSession: z.object({
    sessionId: SessionId,
    userId: UserId,
    method: SignInMethod,
    device: Device,
    expiresAt: Instant,
  }),
  /** `rotationId` is one per request: the same request again gets the same token, another one with a spent token is theft. */
  RefreshSession: z.object({
    sessionId: SessionId,
    generation: z.int().positive(),
    rotationId: Id,
    expiresAt: Instant,
  }),
  /** `stepUpId` is one per request. */
  StepUpSession: z.object({ sessionId: SessionId, userId: UserId, stepUpId: Id, method: StepUpMethod }),
  RevokeSession: z.object({ sessionId: SessionId, reason: z.string() }),
};
export type SessionCommand = MessageOf<typeof sessionCommands>;
