import { z } from 'zod';
import { Instant, type MessageOf } from '../../../event-schemas/primitives.ts';
import { UserRole } from '../account/events.ts';
import { ApiKeyId } from '../ids.ts';

export const apiKeyEvents = {
  ApiKeyIssued: z.object({
    apiKeyId: ApiKeyId,
    name: z.string(),
    roles: z.array(UserRole).min(1),
    secretHash: z.string(),
    issuedAt: Instant,
    expiresAt: Instant.nullable(),
  }),
  ApiKeyRevoked: z.object({ apiKeyId: ApiKeyId, revokedAt: Instant }),
};
export type ApiKeyEvent = MessageOf<typeof apiKeyEvents>;
