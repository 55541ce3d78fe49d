import { z } from 'zod';
import { Instant, type MessageOf } from '../../../event-schemas/primitives.ts';
import { UserRole } from '../account/events.ts';
import { ApiKeyId } from '../ids.ts';

export const apiKeyCommands = {
  IssueApiKey: z.object({
    apiKeyId: ApiKeyId,
    name: z.string().trim().min(1).max(80),
    roles: z.array(UserRole).min(1),
    secretHash: z.string(),
    expiresAt: Instant.nullable(),
  }),
  RevokeApiKey: z.object({ apiKeyId: ApiKeyId }),
};
export type ApiKeyCommand = MessageOf<typeof apiKeyCommands>;
