import { z } from 'zod';
import type { MessageOf } from '../../../event-schemas/primitives.ts';
import { ChallengeId, ContactId } from '../ids.ts';
import { CodeChannel } from './events.ts';

export const codeQuotaCommands = {
  CountCodeSend: z.object({ contactId: ContactId, challengeId: ChallengeId, channel: CodeChannel }),
};
export type CodeQuotaCommand = MessageOf<typeof codeQuotaCommands>;
