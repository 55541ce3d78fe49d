import { z } from 'zod';
import { Id, Instant, UserId, personal, type MessageOf } from '../../../event-schemas/primitives.ts';
import type { PersonalFields } from '../../kernel/aggregate.ts';
import { SessionId } from '../ids.ts';

export const SIGN_IN_METHODS = ['otp', 'password', 'signUp', 'oauth'] as const;
export const SignInMethod = z.enum(SIGN_IN_METHODS);
export type SignInMethod = z.infer<typeof SignInMethod>;
export const StepUpMethod = SignInMethod.extract(['otp', 'password']);
export type StepUpMethod = z.infer<typeof StepUpMethod>;
/** Where a session was opened, for its owner to recognise it. */
export const Device = z.object({ name: z.string().max(200), ip: z.string().max(64) });
export type Device = z.infer<typeof Device>;

const one = { sessionId: SessionId, userId: UserId };
export const sessionEvents = {
  SessionOpened: z.object({
    ...one,
    method: SignInMethod,
    device: personal(Device),
    openedAt: Instant,
    expiresAt: Instant,
  }),
  SessionRefreshed: z.object({
    ...one,
    generation: z.int().positive(),
    rotationId: Id,
    refreshedAt: Instant,
    expiresAt: Instant,
  }),
  /** The person behind the session proved themselves again, by a fresh code or by the password. */
  SessionSteppedUp: z.object({ ...one, stepUpId: Id, method: StepUpMethod, authenticatedAt: Instant }),
  SessionRevoked: z.object({ ...one, reason: z.string(), revokedAt: Instant, rotationId: Id.nullable() }),
};
/** Version 2 knows sessions of third parties (`oauth`); what version 1 says still holds. */
export const sessionUpcasts = { SessionOpened: [(data: unknown) => data] };
export type SessionEvent = MessageOf<typeof sessionEvents>;

const sealed: PersonalFields = { subject: 'userId', fields: ['device'] };
export const sessionPersonal = { SessionOpened: sealed };
